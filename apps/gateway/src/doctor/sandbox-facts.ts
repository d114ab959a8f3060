import type { Config } from "@moltbot/config";
import type { Facts } from "@moltbot/doctor";
import { sandboxStatus } from "../sandbox/status.ts";

/** For every agent that runs commands in sandboxes, whether they can be made; `fix` says what to do where not. */
export async function sandboxFacts(
  config: Config,
  o: { readonly stateDir: string; readonly fix: string },
): Promise<NonNullable<Facts["sandboxes"]>> {
  const { agents } = await sandboxStatus(config, o.stateDir);
  return agents.flatMap(({ agent, mode, trouble }) => {
    if (mode === "off") return [];
    return [trouble === undefined ? { agent } : { agent, trouble, fix: o.fix }];
  });
}
