import type { Assets } from "./assets.ts";
import { makeAssets } from "./assets.ts";
import { createHostRule, type HostRule } from "./guards.ts";
import { createDashboardKey } from "./keys.ts";
import { createLive, type Live } from "./live.ts";
import type { HttpOptions } from "./options.ts";
import { createPenalties, type Penalties } from "./penalties.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignInLinks, type SignInLinks } from "./sign-in-links.ts";
import { type ClientOf, followProxies } from "./trusted-proxies.ts";

/** What the routes share. */
export interface HttpParts {
  readonly options: HttpOptions;
  readonly app: HttpOptions["app"];
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  readonly penalties: Penalties;
  readonly isOurHost: HostRule;
  /** Who a request counts for. */
  readonly clientOf: ClientOf;
  readonly assets: Assets;
  readonly live: Live;
  /** A one-time link at `base`, e.g. `http://localhost:18789`. */
  readonly signInLink: () => Promise<{ readonly url: string; readonly expiresAt: number }>;
}

/** Builds the shared parts; `base` answers the address people reach us by. */
export function createParts(options: HttpOptions, base: () => string): HttpParts {
  const { app } = options;
  const { clock, random, stores } = app;
  const key = createDashboardKey(stores.secrets, random);
  const links = createSignInLinks({ key, nonces: stores.nonces, clock, random });
  return {
    options,
    app,
    links,
    sessions: createSessions({ key, store: stores.browsers, wakeups: stores.wakeups, clock, random, log: app.log }),
    penalties: createPenalties({ limiter: stores.limiter, clock }),
    isOurHost: createHostRule(options),
    clientOf: followProxies(() => options.trustedProxies ?? []),
    assets: makeAssets(),
    live: createLive(app),
    async signInLink() {
      const { token, expiresAt } = await links.make();
      return { url: `${base()}/sign-in?token=${token}`, expiresAt };
    },
  };
}
