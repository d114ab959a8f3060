import type { Config } from "@moltbot/config";
import type { Facts } from "@moltbot/doctor";
import { testSandboxes } from "../sandbox/self-test.ts";
import { sandboxStatus } from "../sandbox/status.ts";

/**
 * For every agent that runs commands in sandboxes, whether they can be made and used; `fix` says what to do where not. What
 * is there at all is tried: a file is written and read inside.
 */
export async function sandboxFacts(
  config: Config,
  o: { readonly stateDir: string; readonly fix: string },
): Promise<NonNullable<Facts["sandboxes"]>> {
  const { agents } = await sandboxStatus(config, o.stateDir);
  const sandboxed = agents.filter(({ mode }) => mode !== "off");
  const able = sandboxed.filter(({ trouble }) => trouble === undefined).map(({ agent }) => agent);
  const failed = able.length === 0 ? new Map<string, string>() : await testSandboxes(config, able, o);
  return sandboxed.map(({ agent, trouble = failed.get(agent) }) =>
    trouble === undefined ? { agent } : { agent, trouble, fix: o.fix },
  );
}
