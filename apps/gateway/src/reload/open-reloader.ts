import type { AuditLog } from "@moltbot/audit";
import type { Clock, Logger } from "@moltbot/core";
import type { App } from "../app.ts";
import type { Acting } from "../tools/open-acting.ts";
import type { ConfigSource } from "./config-source.ts";
import { followRules } from "./follow-rules.ts";
import type { Live } from "./live.ts";
import { createReloader, type Reloader } from "./reloader.ts";

/** What a gateway brings along. */
export interface OpenReloaderParts {
  readonly source: ConfigSource | undefined;
  /** The port that the command line gave, if it did. */
  readonly port: number | undefined;
  readonly live: Live;
  readonly stores: { readonly audit: Pick<AuditLog, "append"> };
  readonly acting: Pick<Acting, "watchRights" | "followRules">;
  /** Ends what people have going who may not talk any more. */
  readonly tidy: () => Promise<void>;
  /** Connects the channels of the config in force. */
  readonly connect: () => Promise<void>;
  readonly changed: App["changed"];
  readonly clock: Clock;
  readonly log: Logger;
}

/** The reloader of a gateway. What a new config takes away is taken away first, as connecting may take its time. */
export function openReloader(d: OpenReloaderParts): Reloader {
  const { source, live, stores, clock, log } = d;
  return createReloader({
    ...{ source, live, audit: stores.audit, clock, log },
    fixed: d.port === undefined ? [] : ["gateway.port"],
    prepare: () => d.acting.watchRights(),
    follow: () =>
      followRules(log, {
        "ending commands": d.acting.followRules,
        "ending what uninvited people have going": d.tidy,
        "connecting channels": d.connect,
        "telling pages": async () => d.changed("approvals"),
      }),
  });
}
