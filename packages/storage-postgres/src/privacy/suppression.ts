import { createHmac } from "node:crypto";
import { type CommitResult, MoltbotError, type Principal, principalKey, type Random } from "@moltbot/core";
import type { PairingChange } from "@moltbot/pairing";
import type { Driver, Queries } from "../driver.ts";
import type { Secrets } from "../small.ts";

/** What keeps out people who were erased while they were blocked, without saying who they are. */
export interface Suppression {
  /** Hex HMAC-SHA256 of a person's key, under a key that this installation keeps beside its data. */
  digest(who: Principal): string;
  /** Runs a commit; where it ends a block, what is kept of that person's goes in the same transaction. */
  commit(
    db: Driver,
    changes: readonly PairingChange[],
    write: (queries: Queries) => Promise<CommitResult>,
  ): Promise<CommitResult>;
}

/** Reads the key, or makes it. */
export async function createSuppression(secrets: Secrets, random: Random): Promise<Suppression> {
  const key = await secrets.getOrCreate("suppression", () => random(32));
  const digest = (who: Principal): string => createHmac("sha256", key).update(principalKey(who)).digest("hex");
  return {
    digest,
    async commit(db, changes, write) {
      const freed = changes.flatMap((change) => (change.type === "remove-block" ? [digest(change.principal)] : []));
      if (freed.length === 0) return write(db);
      let refused: CommitResult | undefined;
      try {
        return await db.transaction(async (tx) => {
          await tx.query(
            "delete from suppressed where digest in (select decode(value, 'hex') from jsonb_array_elements_text($1::text::jsonb))",
            [JSON.stringify(freed)],
          );
          const result = await write(tx);
          if (result.status === "committed") return result;
          refused = result;
          throw new MoltbotError("conflict", "nothing is written");
        });
      } catch (error) {
        if (refused !== undefined) return refused;
        throw error;
      }
    },
  };
}
