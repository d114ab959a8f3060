import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/run.ts";
import { configFile } from "../support/config-file.ts";
import { createFakeIo } from "../support/fake-io.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";

const text = `{
  owners: ["telegram:1"],
  channels: { telegram: { groups: { "-100": { tools: { deny: ["web_*"] } } } } },
  agents: {
    defaults: {
      tools: {
        exec: {
          allowlist: [
            "git *",
            { pattern: "npm test *", justification: "the tests" },
            "npm *",
          ],
        },
      },
    },
    list: { main: {}, dev: { permissions: ["read", "write", "exec"], tools: { exec: { approvalMode: "once", requiredApprovals: 1 } } } },
    bindings: { "telegram:7": "dev" },
  },
}`;

/** Runs the program in this process, in a terminal when \`columns\` says so. */
async function moltbotHere(args: readonly string[], o: { columns?: number; config?: string } = {}): Promise<Ended> {
  const io = createFakeIo(o.columns === undefined ? {} : { columns: o.columns });
  const file = await configFile(o.config ?? text);
  const code = await run([...args, "--config", file, "--state-dir", join(file, "..")], io);
  expect(await readdir(join(file, ".."))).toEqual(["moltbot.json5"]);
  return { code, stdout: io.stdout(), stderr: io.stderr() };
}

describe("moltbot exec explain", () => {
  const explain = (line: string, ...more: string[]) => moltbotHere(["exec", "explain", line, ...more]);

  test("[R7.6] [R9.1] shows the verdict, every command with its rule or reason, the plan, and what would come next", async () => {
    const { code, stdout, stderr } = await explain("git status && rm -rf /", "--agent", "dev");
    expect(code).toBe(1);
    const [verdict, , ...rest] = stdout.split("\n");
    expect(verdict).toMatch(/^asks: rm /);
    expect(rest.slice(0, 5)).toEqual([
      "1. git status",
      '   matches "git *" (moltbot.json5:9 agents.defaults.tools.exec.allowlist[0])',
      "2. rm -rf /",
      "   matches no entry of the allowlist",
      "",
    ]);
    expect(stdout).toMatch(/^agent {8}dev$/m);
    expect(stdout).toMatch(/^directory {4}\/workspace$/m);
    expect(stdout).toMatch(/^environment {2}.*\bPATH\b/m);
    expect(stdout).toMatch(/^digest {7}[0-9a-f]{64}$/m);
    expect(stdout).toMatch(
      /^next {9}asks an approver, once for good .*\(approvalMode: once\); no answer within 5 min is a no$/m,
    );
    expect(stderr).toBe("");
  });

  test("[R7.6] exits 0 when it runs unasked, and says why the rule is there and which others concern it", async () => {
    const { code, stdout, stderr } = await explain("npm test", "--agent", "dev");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^allowed: /);
    expect(stdout).toContain("allowlist[1]): the tests\n");
    expect(stdout).toMatch(/^next {9}runs unasked$/m);
    expect(stderr).toContain('warning: moltbot.json5:11 agents.defaults.tools.exec.allowlist[2]: "npm *"');
  });

  test("[R7.6] says when the agent may not run commands at all, and how to see why", async () => {
    const { code, stdout, stderr } = await explain("git status");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^next {9}never runs: main may not call the tool exec \(permissions\)\. If it might: runs unasked$/m,
    );
    expect(stderr).toMatch(/→ moltbot tools explain exec --agent main --config .*\n$/);
  });

  test("[R7.1] nothing runs under deny, and everything under full", async () => {
    const under = (security: string) =>
      moltbotHere(["exec", "explain", "rm -rf x"], { config: `{ exec: { security: "${security}" } }` });
    const [deny, full] = [await under("deny"), await under("full")];
    expect([deny.code, full.code]).toEqual([1, 0]);
    expect(deny.stdout).toMatch(/^denied: .*\n\n1\. rm -rf x\n/);
    expect(deny.stdout).toMatch(/^next {3,}never runs, and nobody is asked$/m);
    expect(full.stdout).toMatch(/^allowed: exec.security is full/);
  });

  test("[R7.6] tries entries that the config does not have", async () => {
    const { code, stdout, stderr } = await explain("make a && sh b", "--allow", "make *", "--allow", "sh *");
    expect(code).toBe(1);
    expect(stdout).toContain('1. make a\n   matches "make *" (from --allow)\n');
    expect(stderr).toContain('warning: --allow: "sh *"');
  });

  test("[R7.6] shows words so that they cannot be mistaken, whole at any width", async () => {
    const long = "x".repeat(200);
    const { stdout } = await moltbotHere(["exec", "explain", `git log 'a  b' "it's" ${long}`], { columns: 40 });
    expect(stdout).toContain(`1. git log 'a  b' "it's" ${long}\n`);
    expect(stdout).toMatch(/^digest {7}[0-9a-f]{64}$/m);
  });

  test("[R7.2] passes nothing to the terminal that it acts on", async () => {
    const hidden = await explain("git log \u001b[2J \u202e");
    expect(hidden.code).toBe(1);
    expect(hidden.stdout).toMatch(/^denied: At character \d+/);
    expect(`${hidden.stdout}${hidden.stderr}`).not.toMatch(/[\u001b\u202e]/);
  });

  test("[R7.6] gives programs the same as JSON", async () => {
    const { code, stdout } = await explain("git status | sh", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      line: "git status | sh",
      agent: "main",
      decision: "ask",
      commands: [{ argv: ["git", "status"], rule: "git *", place: { line: 9 } }, { argv: ["sh"] }],
      plan: { kind: "argv", digest: expect.stringMatching(/^[0-9a-f]{64}$/), env: expect.arrayContaining(["PATH"]) },
      approvalMode: "always",
      next: expect.stringContaining("asks an approver"),
    });
  });

  test("knows which agent was meant", async () => {
    const { code, stderr } = await explain("ls", "--agent", "dve");
    expect(code).toBe(2);
    expect(stderr).toBe('error: there is no agent "dve"\n→ Did you mean "dev"? Agents: main, dev.\n');
  });

  test("needs no config", async () => {
    const { code, stdout } = await moltbot(["exec", "explain", "git status"], { MOLTBOT_STATE_DIR: "/nonexistent" });
    expect([code, stdout.split("\n")[0]]).toEqual([1, "asks: git matches no entry of the allowlist."]);
  });
});

describe("moltbot tools explain", () => {
  const explain = (...args: string[]) => moltbotHere(["tools", "explain", ...args]);

  test("[R6.2] [R9.1] names the layer and the rule with its place, then every layer", async () => {
    const { code, stdout, stderr } = await explain("web_fetch", "--from", "telegram:7", "--group", "-100");
    expect(code).toBe(1);
    expect(stdout).toContain('web_fetch: refused by the layer "group"\n');
    expect(stdout).toContain("(moltbot.json5:3 channels.telegram.groups.-100.tools.deny[0])\n");
    expect(stdout).toMatch(/^LAYER +SAYS +RULE +WHERE$/m);
    expect(stdout).toMatch(/^global +no rule/m);
    expect(stdout).toMatch(/^group +deny +web_\* +moltbot\.json5:3 /m);
    expect(stdout).toMatch(/^permissions +pass +web_fetch +moltbot\.json5:\d+ agents\.list\.dev\.permissions/m);
    expect(stderr).toBe("For agent dev, telegram:7, in group -100, sandboxed (sandbox.mode is non-main).\n");
  });

  test("[R6.4] the agent, its permissions and the sandbox follow from who asks", async () => {
    const [dev, owner, stranger] = await Promise.all([
      explain("bash", "--from", "telegram:7"),
      explain("write", "--from", "telegram:1"),
      explain("exec"),
    ]);
    expect([dev?.code, owner?.code, stranger?.code]).toEqual([0, 0, 1]);
    expect(dev?.stdout).toMatch(/^bash \(exec\): allowed/);
    expect(owner?.stderr).toContain(
      "telegram:1 (an owner), in their direct chat, not sandboxed (sandbox.mode is non-main)",
    );
    expect(stranger?.stdout).toContain(
      'refused by the layer "permissions"\nLayer "permissions" (by default: read, write)',
    );
    expect(stranger?.stderr).toContain("somebody who is no owner");
  });

  test("[R6.2] flags say otherwise", async () => {
    const config = '{ tools: { sandbox: { tools: { deny: ["read"] } }, byProvider: { openai: { deny: ["write"] } } } }';
    const ask = async (...args: string[]) => (await moltbotHere(["tools", "explain", ...args], { config })).code;
    expect(await ask("read")).toBe(1);
    expect(await ask("read", "--no-sandboxed")).toBe(0);
    expect(await ask("read", "--from", "telegram:2", "--no-sandboxed")).toBe(0);
    expect(await ask("write", "--provider", "openai")).toBe(1);
    expect(await ask("write", "--model", "openai/x")).toBe(1);
    expect(await ask("write", "--provider", "other")).toBe(0);
    expect(await ask("session_status", "--no-sandboxed")).toBe(0);
    expect(await ask("session_status", "--no-sandboxed", "--subagent")).toBe(1);
  });

  test("[R6.3] answers for names that Moltbot does not know, and says so", async () => {
    const { code, stdout, stderr } = await explain("exce");
    expect([code, stdout.split("\n")[0]]).toEqual([1, 'exce: refused by the layer "permissions"']);
    expect(stderr).toContain(
      '"exce" is not a tool that Moltbot knows; a server of yours may have one. Did you mean exec?',
    );
    const none = await explain("a b");
    expect(none.code).toBe(1);
    expect(none.stdout).toContain("The name has characters other than");
  });

  test("gives programs the same as JSON", async () => {
    const { code, stdout } = await explain("edit", "--from", "telegram/work:7", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tool: "edit",
      canonical: "edit",
      known: true,
      session: { agentId: "dev", accountId: "work", senderId: "7", sandboxed: true, owner: false },
      decision: { allowed: true },
      layers: expect.arrayContaining([{ layer: "global", verdict: "no rule", because: expect.any(String) }]),
    });
  });

  test("fits the terminal", async () => {
    const { stdout } = await moltbotHere(["tools", "explain", "read", "--from", "telegram:7"], { columns: 60 });
    const [, rows = ""] = stdout.split("\n\n");
    expect(Math.max(...rows.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

describe("moltbot tools list", () => {
  test("[R9.1] every known tool with the verdict and who says so", async () => {
    const { code, stdout, stderr } = await moltbotHere(["tools", "list", "--from", "telegram:7"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^exec +yes +sandbox/m);
    expect(stdout).toMatch(/^browser +no +permissions/m);
    expect(stderr).toMatch(/→ moltbot tools explain \w+ --from telegram:7 --config /);
  });

  test("[R9.1] as JSON, one object for each", async () => {
    const { stdout } = await moltbotHere(["tools", "list", "--json"]);
    const all = JSON.parse(stdout) as { tool: string; allowed: boolean; layer?: string; because: string }[];
    expect(all.find(({ tool }) => tool === "exec")).toMatchObject({ allowed: false, layer: "permissions" });
    expect(all.find(({ tool }) => tool === "read")).toMatchObject({ allowed: true });
  });
});
