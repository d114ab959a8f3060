import { hasUnsafeText, isChannelName } from "@moltbot/core";
import type { Path } from "../problem.ts";
import type { ToolsConfig } from "../schema/config.ts";
import type { Check, Report } from "./report.ts";

/** One way to widen per block, and senders in a form that can match (SPEC R6.1). What the patterns mean is not known here. */
export const checkTools: Check = (config, report) => {
  checkBlock(config.agents?.defaults?.tools, ["agents", "defaults", "tools"], report);
  for (const [id, agent] of Object.entries(config.agents?.list ?? {})) {
    checkBlock(agent.tools, ["agents", "list", id, "tools"], report);
  }
};

function checkBlock(tools: ToolsConfig | undefined, at: Path, report: Report): void {
  if (tools === undefined) return;
  checkScope(tools, at, report);
  for (const [provider, policy] of Object.entries(tools.byProvider ?? {})) {
    checkScope(policy, [...at, "byProvider", provider], report);
  }
  for (const sender of Object.keys(tools.toolsBySender ?? {})) checkSender(sender, [...at, "toolsBySender"], report);
}

type Scope = Pick<ToolsConfig, "allow" | "alsoAllow">;

function checkScope({ allow, alsoAllow }: Scope, at: Path, report: Report): void {
  if (allow === undefined || alsoAllow === undefined) return;
  report.problem([...at, "alsoAllow"], "cannot stand beside allow: use one of them", {
    target: "key",
    hint: "allow says all that may be called; alsoAllow adds to a profile.",
  });
}

const names: readonly string[] = ["e164", "username", "user", "name", "tag", "email"];

function checkSender(sender: string, at: Path, report: Report): void {
  const trouble = sender === "*" ? undefined : senderTrouble(sender);
  if (trouble === undefined) return;
  report.problem([...at, sender], `"${sender}" ${trouble}`, {
    target: "key",
    hint: 'Write "channel:telegram:123456789", "id:123456789" or "*".',
  });
}

/** Why this key can match nobody; a name could match anybody. */
function senderTrouble(sender: string): string | undefined {
  if (hasUnsafeText(sender) || /\s/.test(sender)) return "holds a blank or a character that cannot be seen";
  const [kind = "", channel = "", ...rest] = sender.split(":");
  if (names.includes(kind) && sender.includes(":")) return "is not a stable id, and only those can be trusted";
  const id = kind === "channel" ? rest.join(":") : kind === "id" ? sender.slice("id:".length) : sender;
  if (id === "" || (kind === "channel" && !isChannelName(channel))) return "names nobody";
  if (id === "*") return "does not name one person";
  return /^@[^:]*$/.test(id) ? "is a name, and anyone can take a name" : undefined;
}
