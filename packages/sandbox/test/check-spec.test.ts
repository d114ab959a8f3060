import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSandboxed, scopeKey } from "../src/index.ts";
import { slugOf } from "../src/scope.ts";
import { checkBind } from "../src/spec/check-bind.ts";
import { checkSpec } from "../src/spec/check-spec.ts";
import type { SandboxSpec } from "../src/spec/spec.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "moltbot-binds-"));
  for (const folder of ["data/deep", "state", "home/.ssh", "work/.aws"])
    await mkdir(join(dir, folder), { recursive: true });
  const links = {
    etc: "/etc",
    up: "..",
    root: "/",
    ssh: join(dir, "home/.ssh"),
    state: join(dir, "state"),
    fine: join(dir, "data"),
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, join(dir, `to-${name}`));
  await writeFile(join(dir, "file"), "");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const rules = () => ({ guarded: [join(dir, "state")] });

describe("[R8.4] a bind is refused", () => {
  test.each([
    "/:/mnt/x", "/etc:/mnt/x", "/etc/ssl:/mnt/x", "/proc:/mnt/x", "/sys/fs:/mnt/x", "/dev:/mnt/x", "/dev/null:/mnt/x",
    "/root:/mnt/x", "/root/x:/mnt/x", "/home:/mnt/x", "/var/run/docker.sock:/mnt/x", "/run/user:/mnt/x", "/var:/mnt/x",
    "/var/lib/docker/x:/mnt/x", "/usr/bin:/mnt/x", "/boot:/mnt/x", "$/home:/mnt/x", "$/home/.ssh:/mnt/x", "$/work:/mnt/x",
    "$/to-etc:/mnt/x", "$/to-etc/ssl:/mnt/x", "$/to-etc/missing/leaf:/mnt/x", "$/to-root:/mnt/x", "$/to-ssh:/mnt/x",
    "$/to-state:/mnt/x", "$/state:/mnt/x", "$/state/deep:/mnt/x", "$:/mnt/x", "$/missing:/mnt/x", "$/x.sock:/mnt/x",
    "$/data/../data:/mnt/x", "data:/mnt/x", "$/data", "$/data:mnt", "$/data:/mnt/x:rw:z", "$/data:/mnt/x:exec",
    "$/data:/", "$/data:/workspace", "$/data:/workspace/x", "$/data:/agent", "$/data:/proc/x", "$/data:/tmp",
    "$/data:/mnt/../etc", "$/data:/mnt/a,b", "", ":", "::", "$/data\n:/mnt/x",
  ])("%j", async (bind) => {
    await expect(checkBind(bind.replace("$", dir), rules())).rejects.toMatchObject({ code: "invalid" });
  }); // biome-ignore format: a table

  test("outside the roots that were given, also by a link", async () => {
    const roots = { ...rules(), roots: [join(dir, "work")] };
    await expect(checkBind(`${dir}/data:/mnt/x`, roots)).rejects.toMatchObject({ code: "invalid" });
    expect(await checkBind(`${dir}/data:/mnt/x`, { ...roots, roots: [dir] })).toMatchObject({ target: "/mnt/x" });
  });

  test("as a socket, by whatever name", async () => {
    const server = createServer().listen(join(dir, "plain"));
    await expect(checkBind(`${dir}/plain:/mnt/x`, rules())).rejects.toMatchObject({ code: "invalid" });
    server.close();
  });
});

test("a bind is its real path, read-only unless told", async () => {
  expect(await checkBind(`${dir}/to-fine/deep:/mnt/x`, rules())).toEqual({
    source: join(dir, "data/deep"), target: "/mnt/x", writable: false,
  }); // biome-ignore format: short
  expect(await checkBind(`${dir}/file:/srv/file:rw`, rules())).toMatchObject({ writable: true });
});

describe("a specification is refused", () => {
  const user = { uid: 65_534, gid: 65_534 };
  const check = (spec: Partial<SandboxSpec>) =>
    checkSpec({ workspaceAccess: "none", ...spec }, { workspace: join(dir, "state/ws"), user, ...rules() });

  test.each<[string, object]>([
    ["for the network of the host", { network: "host" }],
    ["for the network of a container", { network: "container:x" }],
    ["for an image that is an option", { image: "--privileged" }],
    ["without the agent's workspace", { workspaceAccess: "ro" }],
    ["with a workspace that is not there", { workspaceAccess: "rw", agentWorkspace: "/nonexistent" }],
    ["with the root as a workspace", { workspaceAccess: "rw", agentWorkspace: "/" }],
    ["with a limit that is none", { limits: { memoryMb: Number.POSITIVE_INFINITY } }],
    ["with a limit that is not a number", { limits: { pids: "1" } }],
    ["with a variable that is two", { env: { "A=1\nB": "2" } }],
    ["with an access that is unknown", { workspaceAccess: "all" }],
    ["with a time that is none", { pruneMinutes: -1 }],
  ])("%s", async (_, spec) => {
    await expect(check(spec as Partial<SandboxSpec>)).rejects.toMatchObject({ code: "invalid" });
  });

  test("with a workspace that its user may not use, and the hint says how to give it away", async () => {
    const agentWorkspace = await mkdtemp(join(tmpdir(), "moltbot-agent-"));
    await chmod(agentWorkspace, 0o700);
    const error = check({ workspaceAccess: "rw", agentWorkspace }).catch((caught: unknown) => caught);
    if (process.getuid?.() === 0) expect(await error).toMatchObject({ hint: expect.stringContaining("chown") });
    await rm(agentWorkspace, { recursive: true });
  });

  test("or has the same digest only if a warm sandbox would be the same", async () => {
    const [base, env, more] = await Promise.all([
      check({}),
      check({ env: { A: "1" } }),
      check({ limits: { pids: 9 } }),
    ]);
    expect(env.hash).toBe(base.hash);
    expect(more.hash).not.toBe(base.hash);
  });
});

test("[R8.1] who is sandboxed, and who shares", () => {
  const main = { isMain: true };
  const other = { isMain: false };
  expect([isSandboxed("off", other), isSandboxed("all", main), isSandboxed("non-main", main), isSandboxed("non-main", other)]).toEqual([
    false, true, false, true,
  ]); // biome-ignore format: short
  const who = { agentId: "main", sessionKey: "telegram:1" };
  expect(scopeKey("session", who)).toBe("session:main:telegram:1");
  expect(scopeKey("agent", who)).toBe("agent:main");
  expect(scopeKey("shared", who)).toBe("shared");
  expect(slugOf("../../x")).toMatch(/^[a-z0-9-]{1,64}$/);
  expect(slugOf("a:b")).not.toBe(slugOf("a-b"));
});
