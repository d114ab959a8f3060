import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { createMemoryMessages } from "@moltbot/sessions";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy.ts";
import type { ToolResult } from "../../src/tools/tool.ts";
import { createWorkspaceNames } from "../../src/workspaces/names.ts";
import { directoriesOf, directoryOf } from "../../src/workspaces/places.ts";
import { configOf } from "../support/config.ts";
import { actingConfig, openWorkbench, person, type Workbench } from "./workbench.ts";

const [alice, bob] = [person("200"), person("201")];
const secret = "bob's diary, page one";

const places = [
  { where: "host", sandbox: { mode: "off" } },
  { where: "sandbox", sandbox: { mode: "all" } },
] as const;

const all = { allow: ["*"], deny: [] };
const open = (sandbox: object): Promise<Workbench> => {
  const exec = { allowlist: ["cat *", "ls *", "find *", "readlink *", "cp *", "grep *", "head *"] };
  const config = actingConfig(exec, { sandbox });
  const tools = config.agents?.defaults?.tools;
  if (tools !== undefined) Object.assign(tools, { sandbox: { tools: all } });
  return openWorkbench({ config });
};

/** The directory that Bob's tools work in, which no attacker is told. */
async function placeOf(bench: Workbench, who: typeof bob, sandboxed: boolean): Promise<string> {
  const { stateDir, stores, rules } = bench;
  const names = createWorkspaceNames(stores.secrets, () => new Uint8Array(32));
  const key = `telegram:${who.id}`;
  return directoryOf({ names, config: rules.config, stateDir }, { agentId: "main", key }, sandboxed);
}

const tell = (result: ToolResult): string => JSON.stringify(result);

describe.each(places)("[R1.4] somebody's agent with every tool, on the $where", ({ where, sandbox }) => {
  const sandboxed = where === "sandbox";

  test("reads nothing of another person's by any path", async () => {
    const bench = await open(sandbox);
    await bench.call(bob, "write", { path: "diary.txt", content: secret });
    await bench.call(alice, "write", { path: "own.txt", content: "mine" });
    const [hers, his] = [await placeOf(bench, alice, sandboxed), await placeOf(bench, bob, sandboxed)];
    expect(await readdir(his)).toContain("diary.txt");
    // What she could have made by some other way: links of every kind, in her own directory.
    await symlink(join(his, "diary.txt"), join(hers, "link"));
    await symlink(his, join(hers, "door"));
    await link(join(his, "diary.txt"), join(hers, "twin"));
    await symlink("/proc/self/cwd/..", join(hers, "up"));
    const name = his.split("/").at(-1) ?? "";
    const paths = [
      join(his, "diary.txt"),
      `../${name}/diary.txt`,
      `./../${name}/diary.txt`,
      `own.txt/../../${name}/diary.txt`,
      `..\\${name}\\diary.txt`,
      `..%2f${name}%2fdiary.txt`,
      `\uff0e\uff0e/${name}/diary.txt`,
      `../${name}/diary.txt\u0000own.txt`,
      `/workspace/../${name}/diary.txt`,
      `/proc/self/cwd/../${name}/diary.txt`,
      `/proc/self/root${join(his, "diary.txt")}`,
      `/proc/1/root${join(his, "diary.txt")}`,
      `/proc/${process.pid}/cwd/../${name}/diary.txt`,
      `file://${join(his, "diary.txt")}`,
      `@${join(his, "diary.txt")}`,
      "link",
      "door/diary.txt",
      "twin",
      `up/${name}/diary.txt`,
      `~201/diary.txt`,
      `telegram:201/diary.txt`,
    ];
    for (const path of paths) {
      const said = tell(await bench.call(alice, "read", { path }));
      expect(said, path).not.toContain("diary, page");
      for (const [tool, args] of [
        ["edit", { path, old: "bob", new: "b" }],
        ["write", { path, content: "gone" }],
        ["apply_patch", { patch: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }],
      ] as const) {
        expect(tell(await bench.call(alice, tool, args)), path).not.toContain("diary, page");
      }
      expect(await readFile(join(his, "diary.txt"), "utf8"), path).toBe(secret);
    }
    for (const path of ["../", "/", join(his, "/"), "door/", "up/", "/proc/self/cwd/../"]) {
      expect(tell(await bench.call(alice, "read", { path })), path).not.toContain("diary.txt");
    }
  }, 120_000);

  test("reads nothing of another person's by any command that runs unasked", async () => {
    const bench = await open(sandbox);
    await bench.call(bob, "write", { path: "diary.txt", content: secret });
    await bench.call(alice, "write", { path: "own.txt", content: "mine" });
    const [hers, his] = [await placeOf(bench, alice, sandboxed), await placeOf(bench, bob, sandboxed)];
    await symlink(his, join(hers, "door"));
    const name = his.split("/").at(-1) ?? "";
    for (const command of [
      `cat ${join(his, "diary.txt")}`,
      `cat ../${name}/diary.txt`,
      "cat door/diary.txt",
      `cat /proc/self/cwd/../${name}/diary.txt`,
      `cat /proc/1/root${join(his, "diary.txt")}`,
      "find / -name diary.txt",
      "grep -rs diary, .. /tmp",
      `cp -r ${his} stolen`,
      "head stolen/diary.txt",
      "ls -la ..",
    ]) {
      const said = tell(await bench.call(alice, "exec", { command }));
      expect(said, command).not.toContain("diary, page");
      expect(said, command).not.toMatch(/diary\.txt\\n|\b201\b/);
      // On the host nothing of hers runs before an approver saw it.
      if (!sandboxed) expect(said, command).toContain('"outcome":"waiting"');
    }
    expect(tell(await bench.call(alice, "read", { path: "stolen/diary.txt" }))).not.toContain("diary, page");
  }, 120_000);

  test("sees no session of another person, whatever it is called", async () => {
    const bench = await open(sandbox);
    const at = { channel: "telegram", account: "default", kind: "dm", id: "201" } as const;
    await seedHistory(bench, "telegram:201", secret);
    await seedHistory(bench, "telegram/work:200", secret);
    await seedHistory(bench, "#telegram:-100", secret);
    const keys = [
      "telegram:201",
      "telegram/default:201",
      "telegram/work:200",
      "telegram/work:201",
      "Telegram:201",
      " telegram:201",
      "telegram:201 ",
      "telegram:\u0662\u0660\u0661",
      "telegram:201\u200b",
      "session:telegram:201",
      "session:main:telegram:201",
      "agent:main",
      "shared",
      "#telegram:-100",
      "telegram:-100",
      "telegram:",
      "telegram:*",
      "*",
      "",
      "201",
      "telegram:200/../telegram:201",
      ["telegram:201"],
      { key: "telegram:201" },
      null,
      0,
    ];
    for (const session of keys) {
      for (const [tool, args] of [
        ["sessions_history", { session }],
        ["sessions_send", { session, text: "hello bob" }],
        ["session_status", { session }],
        ["sessions_list", { session }],
      ] as const) {
        const said = tell(await bench.call(alice, tool, args));
        expect(said, `${tool} ${JSON.stringify(session)}`).not.toContain("diary");
        if (tool === "sessions_list") expect(said).not.toContain("201");
      }
    }
    expect(await bench.posted()).toEqual([]);
    expect(tell(await bench.call(bob, "sessions_history", {}))).toContain("diary");
    expect(tell(await bench.call(alice, "message", { text: "hi", to: at, session: "telegram:201" }))).toContain("done");
  }, 60_000);

  test("neither sees nor ends what another person runs", async () => {
    const bench = await openWorkbench({ config: actingConfig({}, { sandbox }), patienceMs: 50 });
    const running = await bench.call(bob, "exec", { command: "sleep 3" });
    const job = /job_\w+|\b[a-z]+_[a-z0-9]{8,}\b/.exec(tell(running))?.[0] ?? "";
    expect(tell(await bench.call(alice, "process", { action: "list" }))).not.toContain("sleep");
    expect(tell(await bench.call(alice, "process", { action: "kill", id: job }))).toContain("No command of yours");
  }, 60_000);
});

describe("[R1.4] [R5.3] in a group", () => {
  const conversation = { channel: "telegram", account: "default", kind: "group", id: "-100" } as const;
  const inGroup = (bench: Workbench, tool: string, args: object): Promise<ToolResult> =>
    bench.acting.dispatcher.call(
      { who: alice, agentId: "main", key: "#telegram:-100", conversation, origin: `${tool} ${JSON.stringify(args)}` },
      tool,
      { ...args },
    );

  test("nobody's direct chat is read out, nor its files, not even their own", async () => {
    const bench = await open({ mode: "off" });
    await seedHistory(bench, "telegram:200", secret);
    await seedHistory(bench, "#telegram:-100", "said in the group");
    await bench.call(alice, "write", { path: "diary.txt", content: secret });
    for (const session of [undefined, "telegram:200", "#telegram:-100"]) {
      expect(tell(await inGroup(bench, "sessions_history", { session }))).not.toContain("diary");
    }
    expect(tell(await inGroup(bench, "sessions_history", {}))).toContain("said in the group");
    expect((await inGroup(bench, "sessions_list", {})).text).toBe("#telegram:-100");
    expect(tell(await inGroup(bench, "read", { path: "diary.txt" }))).not.toContain("diary, page");
  });

  test("what was laid down for a direct chat gives nothing, and still narrows", async () => {
    const config = configOf(`{ agents: { defaults: { permissions: ["read", "write"] } }, sessions: {
      "telegram:200": { permissions: ["admin"] }, "telegram:201": { permissions: ["read", "exec"] } } }`);
    const policy = compilePolicy(config);
    const may = (who: typeof alice): readonly string[] => policy.permissionRule({ who, groupId: "-100" }).permissions;
    expect([may(alice), may(bob), may(person("9"))]).toEqual([["read", "write"], ["read"], ["read", "write"]]);
    const choice = { permissions: ["exec"], chosenAt: 0, chosenBy: "operator" };
    expect(policy.permissionRule({ who: person("9"), names: { choice }, groupId: "-100" }).permissions).toEqual([]);
  });
});

describe("[R1.4] directories", () => {
  test("are closed, named by a keyed hash, and apart for each person, account, agent and place", async () => {
    const bench = await open({ mode: "off" });
    for (const who of [alice, bob, { ...alice, account: "work" }]) {
      await bench.call(who, "write", { path: "a", content: "a" });
    }
    const root = join(bench.stateDir, "workspaces", ".private");
    const names = await readdir(root);
    expect(names).toHaveLength(3);
    expect(names.every((name) => /^[0-9a-f]{24}$/.test(name))).toBe(true);
    for (const path of [join(bench.stateDir, "workspaces"), root, ...names.map((name) => join(root, name))]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
    const other = createWorkspaceNames({ getOrCreate: async () => new Uint8Array(32) }, () => new Uint8Array(32));
    expect(names).not.toContain(await other.of("telegram:200"));
  });

  test.each(["link", "file", "loose"])("a %s in their place is refused or repaired", async (kind) => {
    const bench = await open({ mode: "off" });
    const his = await placeOf(bench, bob, false);
    const root = join(bench.stateDir, "workspaces");
    await mkdir(join(root, ".private"), { recursive: true });
    if (kind === "link") await symlink(bench.stateDir, his);
    if (kind === "file") await writeFile(his, "");
    if (kind === "loose") await mkdir(his, { mode: 0o777 });
    const said = await bench.call(bob, "write", { path: "a", content: "a" });
    expect(said.outcome).toBe(kind === "loose" ? "done" : "failed");
    if (kind === "link") expect(said.text).toContain("link");
    if (kind !== "loose") expect(await readdir(bench.stateDir)).not.toContain("a");
    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });

  test("a workspace of the config is below the root, the same for who shares it, and never behind a link", async () => {
    const bench = await open({ mode: "off" });
    const sessions = { "telegram:200": { workspace: "/team/a" }, "telegram:201": { workspace: "/team/a" } };
    bench.rules.config = { ...bench.rules.config, sessions };
    await bench.call(alice, "write", { path: "plan", content: "ours" });
    expect(tell(await bench.call(bob, "read", { path: "plan" }))).toContain("ours");
    expect(await readdir(join(bench.stateDir, "workspaces", "team", "a"))).toEqual(["plan"]);
    await symlink(bench.stateDir, join(bench.stateDir, "workspaces", "out"));
    bench.rules.config = { ...bench.rules.config, sessions: { "telegram:200": { workspace: "/out/x" } } };
    expect(await bench.call(alice, "write", { path: "a", content: "a" })).toMatchObject({ outcome: "failed" });
  });

  test("all of one person's are named, for every agent, and none of another's", async () => {
    const bench = await open({ mode: "all" });
    for (const who of [alice, bob]) await bench.call(who, "write", { path: "a", content: "a" });
    const { stateDir, stores, rules } = bench;
    const names = createWorkspaceNames(stores.secrets, () => new Uint8Array(32));
    const found = await directoriesOf({ names, config: rules.config, stateDir }, bob);
    expect(found).toEqual([await placeOf(bench, bob, false), await placeOf(bench, bob, true)]);
    expect(found).not.toContain(await placeOf(bench, alice, true));
  });
});

async function seedHistory({ stores }: Workbench, session: string, text: string): Promise<void> {
  const messages = stores.messages as ReturnType<typeof createMemoryMessages>;
  const conversation = { channel: "telegram", account: "default", kind: "dm", id: `seed ${session}` } as const;
  const message = {
    id: `seed ${session}`,
    event: "message",
    conversation,
    sender: { id: "1", isBot: false },
    text,
    at: 1,
    attachments: [],
    mentionsBot: false,
    repliesToBot: false,
    own: false,
  } as const;
  const [received] = await messages.receive([{ kind: "message", message }], 1);
  if (received?.status !== "held") throw new Error("the seed was not taken");
  const history = [{ session, role: "user", text, at: 1 }] as const;
  await messages.complete([{ seq: received.seq, redact: false, history, outbox: [], events: [] }], 1);
}
