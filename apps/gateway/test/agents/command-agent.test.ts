import { parseConfig } from "@moltbot/config";
import { describe, expect, test } from "vitest";
import { commandAgent } from "../../src/agents/command-agent.ts";
import { compilePolicy } from "../../src/policy.ts";

async function toolsFor(config: unknown, id: string): Promise<string> {
  const parsed = parseConfig(JSON.stringify(config));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const policy = compilePolicy(parsed.config);
  const who = { channel: "telegram", account: "default", id };
  return commandAgent.reply({
    who,
    trust: "paired",
    because: "paired",
    text: "/tools",
    command: { name: "tools", args: "" },
    permissions: policy.permissionsOf(who),
    agentId: policy.agentFor(who).id,
    tools: () => policy.toolsOf(policy.toolSession({ who })),
    runnable: ["read", "write", "edit", "apply_patch", "exec", "process", "session_status"],
    call: async () => ({ outcome: "done", text: "called" }),
    approver: false,
  });
}

describe("/tools", () => {
  const config = {
    owners: ["telegram:1"],
    tools: { deny: ["edit"], sandbox: { tools: { allow: ["*"], deny: ["write"] } } },
  };

  test("[R6.4] lists what this person may use here, and which layer refuses the rest", async () => {
    const text = await toolsFor(config, "8");
    expect(text).toContain("\nread, session_status\n");
    expect(text).toMatch(/\nglobal: apply_patch, edit\n/);
    expect(text).toMatch(/\nsandbox: write\n/);
    expect(text).toMatch(/\npermissions: .*\bexec\b.*\n/);
    expect(text).not.toContain("memory_get");
  });

  test("[R6.2] [R6.4] the owner's own chat is not sandboxed, and reaches commands", async () => {
    const text = await toolsFor(config, "1");
    expect(text).toContain("\nexec, process, read, session_status, write\n");
    expect(text).not.toContain("sandbox:");
  });

  test("says so when there is nothing", async () => {
    expect(await toolsFor({ tools: { allow: [] } }, "8")).toContain("here:\nnone\n");
  });
});
