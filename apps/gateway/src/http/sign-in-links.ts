import { type Clock, type NonceStore, newToken, type Random } from "@moltbot/core";
import type { DashboardKey } from "./keys.ts";
import { sameSecret, sign } from "./secret-compare.ts";

/** How long a sign-in link works, milliseconds. */
export const linkMs = 10 * 60_000;

/** One-time links that sign a browser in. */
export interface SignInLinks {
  make(): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** Whether the token could be used now. Looking does not use it up, so that link previews do no harm. */
  look(token: string): Promise<"ok" | "expired" | "forged">;
  /** Uses the token up: `ok` for one caller on all replicas, `used` for every other. */
  use(token: string): Promise<"ok" | "used" | "expired" | "forged">;
}

/** Links signed with `key` and made single-use by `nonces`. */
export function createSignInLinks(o: {
  key: DashboardKey;
  nonces: NonceStore;
  clock: Clock;
  random: Random;
}): SignInLinks {
  const look = async (token: string): Promise<"ok" | "expired" | "forged"> => {
    const [id = "", until = "", mac, ...rest] = token.split(".");
    const expected = sign(await o.key(), "sign-in", `${id}.${until}`);
    if (!sameSecret(mac, expected) || rest.length > 0) return "forged";
    return Number.parseInt(until, 36) > o.clock.now() ? "ok" : "expired";
  };
  return {
    look,
    async make() {
      const expiresAt = o.clock.now() + linkMs;
      const text = `${newToken(o.random, 18)}.${expiresAt.toString(36)}`;
      return { token: `${text}.${sign(await o.key(), "sign-in", text)}`, expiresAt };
    },
    async use(token) {
      const seen = await look(token);
      if (seen !== "ok") return seen;
      const first = await o.nonces.use(`sign-in:${token.split(".")[0] ?? ""}`, linkMs, o.clock.now());
      return first ? "ok" : "used";
    },
  };
}
