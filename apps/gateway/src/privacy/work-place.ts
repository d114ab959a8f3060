import { agentIds, agentSettings, type Config } from "@moltbot/config";
import { type Clock, formatPrincipal, type Logger, messageOf, type Principal, sleep } from "@moltbot/core";
import type { PersonalPlace } from "@moltbot/pairing/privacy";
import type { Jobs } from "../exec/run/jobs.ts";
import type { GatewaySandboxes } from "../sandbox/gateway-sandboxes.ts";

/** What runs for people in this process. */
export interface WorkParts {
  readonly config: () => Config;
  readonly jobs: Pick<Jobs, "list" | "kill">;
  readonly sandboxes: Pick<GatewaySandboxes, "open">;
  readonly workspaceOf: (who: Principal) => string | undefined;
  /** How many other processes share the stores: each stops its own part when it hears of the erasure. */
  readonly others: () => Promise<number>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What other processes have to hear of it, stop what they run and drop its answer. */
const graceMs = 4000;
const mostWaits = 100;

/** Ends a person's commands and sandboxes, before their data goes. */
export function workPlace(o: WorkParts): PersonalPlace {
  return {
    name: "work",
    async count({ who }) {
      const jobs = o.jobs.list(formatPrincipal(who)).length;
      return jobs === 0 ? {} : { jobs };
    },
    async erase({ subject: { who } }) {
      const session = formatPrincipal(who);
      const jobs = o.jobs.list(session);
      for (const { id } of jobs) o.jobs.kill(id, session);
      for (let i = 0; i < mostWaits && o.jobs.list(session).length > 0; i++) await sleep(o.clock, 100);
      await removeSandboxes(o, who, session);
      if ((await o.others()) > 0) await sleep(o.clock, graceMs);
      return jobs.length === 0 ? {} : { jobs: jobs.length };
    },
  };
}

/** Their own sandboxes, of every agent that gives each session one. Files that stay after a failure are removed as files. */
async function removeSandboxes(o: WorkParts, who: Principal, key: string): Promise<void> {
  const config = o.config();
  for (const agentId of agentIds(config)) {
    const { mode, scope } = agentSettings(config, agentId).sandbox;
    if (mode === "off" || scope !== "session") continue;
    const workspace = o.workspaceOf(who);
    try {
      const places = [{ agentId, key }, ...(workspace === undefined ? [] : [{ agentId, key, workspace }])];
      for (const place of places) await (await o.sandboxes.open(() => place)).remove();
    } catch (error) {
      o.log.warn("a sandbox of somebody who is erased could not be removed at once", { error: messageOf(error) });
    }
  }
}
