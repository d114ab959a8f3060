import { agentSettings, type Config } from "@moltbot/config";
import type { Random } from "@moltbot/core";
import type { GatewaySandboxes } from "../../sandbox/gateway-sandboxes.ts";
import { hostWorkplace } from "./host-workplace.ts";
import { sandboxWorkplace } from "./sandbox-workplace.ts";
import type { Workplace } from "./workplace.ts";

/** Finds the place where a session works. */
export interface Workplaces {
  of(session: { readonly agentId: string; readonly key: string }, sandboxed: boolean): Promise<Workplace>;
}

/** What {@link createWorkplaces} works with. */
export interface WorkplacesParts {
  readonly config: () => Config;
  readonly stateDir: string;
  readonly sandboxes: GatewaySandboxes;
  readonly random: Random;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Nobody chooses: sandboxed sessions work in their sandbox or not at all (SPEC R8.6). */
export function createWorkplaces(o: WorkplacesParts): Workplaces {
  return {
    async of(session, sandboxed) {
      if (sandboxed) return sandboxWorkplace(o.sandboxes, session);
      const { limits } = agentSettings(o.config(), session.agentId).sandbox;
      const { stateDir, random, env } = o;
      return hostWorkplace({ stateDir, random, env, limits, installation: o.sandboxes.installation }, session.key);
    },
  };
}
