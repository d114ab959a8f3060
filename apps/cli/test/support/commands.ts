import { parseConfig } from "@moltbot/config";
import type { ExecApprovals } from "@moltbot/gateway";
import { compilePolicy } from "@moltbot/gateway/policy";

/** Who asks: an owner, whom nobody has to let in. */
const owner = { channel: "telegram", account: "default", id: "1" } as const;

/** Lines that ask in these tests. */
const lines = {
  push: "git push origin main",
  login: "curl --token abcdef123456 https://example.org/login",
  remove: "rm -rf 'build dir' && echo done",
  long: `echo ${"x".repeat(4000)} tail`,
} as const;

/** Lets all of them ask; answers the ids of their questions. */
export async function commandsAsk(exec: ExecApprovals): Promise<Record<keyof typeof lines, string>> {
  const parsed = parseConfig("{}");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const policy = compilePolicy(parsed.config).commandsOf("main");
  const ids = {} as Record<keyof typeof lines, string>;
  for (const name of Object.keys(lines) as (keyof typeof lines)[]) {
    const { plan, because, commands } = policy.judge(lines[name], { cwd: "/workspace", workspace: "/workspace" });
    if (plan === undefined) throw new Error(`no plan for ${lines[name]}`);
    const { approval } = await exec.ask({
      ...{ who: owner, agentId: "main", session: "telegram:1", line: lines[name], plan, because },
      ...{ commands: commands.map(({ argv }) => argv), where: "sandbox", fingerprint: {} },
    });
    ids[name] = approval.id;
  }
  return ids;
}
