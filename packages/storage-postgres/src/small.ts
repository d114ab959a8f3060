import { createHash } from "node:crypto";
import type { NonceStore } from "@moltbot/core";
import type { Queries } from "./driver.ts";
import { storable } from "./text.ts";

/** Small installation-wide secrets, kept beside the data they protect. */
export interface Secrets {
  /** The value under `name`; `make` fills it once, for all processes. */
  getOrCreate(name: string, make: () => Uint8Array): Promise<Uint8Array>;
}

/** Secrets as rows. */
export function createSecrets(db: Queries): Secrets {
  const read = async (name: string): Promise<Uint8Array | undefined> => {
    const [row] = await db.query("select encode(value, 'base64') as value from secrets where name = $1::text", [name]);
    return row === undefined ? undefined : Uint8Array.from(Buffer.from(String(row["value"]), "base64"));
  };
  return {
    async getOrCreate(name, make) {
      const key = storable(name);
      const known = await read(key);
      if (known !== undefined) return known;
      await db.query(
        "insert into secrets (name, value) values ($1::text, decode($2::text, 'base64')) on conflict do nothing",
        [key, Buffer.from(make()).toString("base64")],
      );
      return (await read(key)) ?? new Uint8Array();
    },
  };
}

/** Used values as rows. Each use also deletes a few whose time is over. */
export function createNonces(db: Queries): NonceStore {
  return {
    async use(value, ttlMs, now) {
      const digest = createHash("sha256").update(value, "utf16le").digest("hex");
      const rows = await db.query(
        `with old as (delete from nonces where digest in (
           select digest from nonces where expires_at <= ts($3::float8) and digest <> decode($1::text, 'hex')
           order by expires_at limit 10 for update skip locked))
         insert into nonces values (decode($1::text, 'hex'), ts($2::float8))
         on conflict (digest) do update set expires_at = excluded.expires_at where nonces.expires_at <= ts($3::float8)
         returning 1 as used`,
        [digest, now + ttlMs, now],
      );
      return rows.length > 0;
    },
  };
}
