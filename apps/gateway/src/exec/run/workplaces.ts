import { agentSettings, type Config } from "@moltbot/config";
import { formatPrincipal, type Principal, type Random } from "@moltbot/core";
import type { Policy } from "../../policy/policy.ts";
import type { GatewaySandboxes } from "../../sandbox/gateway-sandboxes.ts";
import { makeHostPlace } from "../../workspaces/host-place.ts";
import type { WorkspaceNames } from "../../workspaces/names.ts";
import { hostWay, type WorkspaceUser } from "../../workspaces/places.ts";
import { hostWorkplace } from "./host-workplace.ts";
import { sandboxWorkplace } from "./sandbox-workplace.ts";
import type { Workplace } from "./workplace.ts";

/** A session that wants to work. */
export interface WorkingSession {
  readonly who: Principal;
  readonly agentId: string;
  readonly key: string;
}

/** Finds the place where a session works. */
export interface Workplaces {
  /**
   * Its sandbox, or its own directory on the host.
   * @throws MoltbotError `invalid` when its directory cannot be kept apart from others
   */
  of(session: WorkingSession, sandboxed: boolean): Promise<Workplace>;
}

/** What {@link createWorkplaces} works with. */
export interface WorkplacesParts {
  readonly config: () => Config;
  readonly policy: () => Policy;
  readonly names: WorkspaceNames;
  readonly stateDir: string;
  readonly sandboxes: GatewaySandboxes;
  readonly random: Random;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Nobody chooses: sandboxed sessions work in their sandbox or not at all (SPEC R8.6). */
export function createWorkplaces(o: WorkplacesParts): Workplaces {
  return {
    async of(session, sandboxed) {
      const user = (): WorkspaceUser => workspaceUser(o.policy(), session);
      if (sandboxed) return sandboxWorkplace(o.sandboxes, user);
      const { limits } = agentSettings(o.config(), session.agentId).sandbox;
      const { random, env, stateDir } = o;
      const cwd = await makeHostPlace(stateDir, await hostWay(o.names, user()));
      return hostWorkplace({ cwd, random, env, limits, installation: o.sandboxes.installation });
    },
  };
}

/** Whose files a session works with: the directory that the config names for a person is for their direct chat. */
export function workspaceUser(policy: Policy, { who, agentId, key }: WorkingSession): WorkspaceUser {
  const workspace = key === formatPrincipal(who) ? policy.workspaceOf(who) : undefined;
  return { agentId, key, ...(workspace === undefined ? {} : { workspace }) };
}
