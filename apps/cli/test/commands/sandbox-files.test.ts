import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: {}, whatsapp: {} },
  agents: { list: { main: {}, dev: { sandbox: { mode: "off" } }, big: { sandbox: { limits: { memoryMb: 2048 }, env: { TOKEN: "abc" } } } } },
  gateway: { port: 0 },
}`;

let live: Live;
let root = "";
let theirs = "";
beforeAll(async () => {
  live = await createLive(inject("databaseUrl"), config, { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
  await live.inStore(({ pairing }) => pairing.admit(people.cam, { kind: "operator", via: "cli" }));
  const { stdout } = await live.cli("sessions", "show", "whatsapp:+84987654321", "--json");
  theirs = (JSON.parse(stdout) as { directory: string }).directory;
  root = join(theirs, "..");
});
afterAll(() => live?.remove());

async function fill(): Promise<void> {
  const old = new Date(Date.now() - 40 * 24 * 3_600_000);
  for (const [directory, file] of [
    [theirs, "notes.txt"],
    [join(root, "stranger-0001"), "old.txt"],
    [join(root, "empty-0002"), undefined],
  ] as const) {
    await mkdir(directory, { recursive: true });
    if (file === undefined) continue;
    await writeFile(join(directory, file), "x");
    if (directory !== theirs) for (const path of [join(directory, file), directory]) await utimes(path, old, old);
  }
}

describe("[R9.1] the files of sandboxes", () => {
  test("none are listed where there are none", async () => {
    expect(await live.cli("sandbox", "list")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("No sandbox"),
    });
    expect((await live.cli("sandbox", "list", "--json")).stdout).toBe("[]\n");
  });

  test("are listed with whose they are, the longest unchanged first", async () => {
    await fill();
    const { stdout } = await live.cli("sandbox", "list", "--json");
    const rows = JSON.parse(stdout) as { directory: string; sessions: string[] }[];
    expect(rows[0]).toMatchObject({ directory: join(root, "stranger-0001"), sessions: [], isEmpty: false });
    expect(rows.find(({ directory }) => directory === theirs)).toMatchObject({
      sessions: ["whatsapp:+84987654321"],
      agent: "main",
    });
    const table = await live.cli("sandbox", "list");
    expect(table.stdout).toMatch(/^SESSION +AGENT +CHANGED +DIRECTORY\nnobody's that is known +- +40 d ago /);
  });

  test("prune takes empty ones; files only with --files, --yes and after a time", async () => {
    await fill();
    expect(await live.cli("sandbox", "prune", "--files")).toMatchObject({ code: 2, stdout: "" });
    const dry = await live.cli("sandbox", "prune", "--files", "--dry-run");
    expect(dry.stdout).toContain("Dry run: would remove 2 directories");
    expect(dry.stdout).toContain("stranger-0001\n");
    expect(await readdir(root)).toHaveLength(3);
    expect((await live.cli("sandbox", "prune")).stdout).toBe("Removed 0 containers and 1 directory.\n");
    expect((await readdir(root)).sort()).toEqual([basename(theirs), "stranger-0001"].sort());
    await live.cli("sandbox", "prune", "--files", "--older", "60 days", "--yes");
    expect(await readdir(root)).toHaveLength(2);
    const pruned = await live.cli("sandbox", "prune", "--files", "--yes", "--json");
    expect(JSON.parse(pruned.stdout)).toMatchObject({
      left: 0,
      directories: [join(root, "stranger-0001")],
      failed: [],
    });
    expect(await readdir(root)).toEqual([basename(theirs)]);
  });

  test("a running gateway is not pruned behind its back", async () => {
    await fill();
    await live.start();
    expect(await live.cli("sandbox", "prune")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("pruneMinutes"),
    });
    expect((await live.cli("sandbox", "prune", "--dry-run")).code).toBe(0);
    await live.stop();
  });
});

describe("[R9.1] [R8.1] sandbox explain", () => {
  test("says what a person's tools work in, and why", async () => {
    const { stdout } = await live.cli("sandbox", "explain", "whatsapp:+84987654321");
    expect(stdout).toMatch(
      /^session +whatsapp:\+84987654321\nagent +main\nworks +in a sandbox\nbecause +sandbox\.mode is non-main/,
    );
    expect(stdout).toContain(theirs);
    expect(stdout).toMatch(/^shared by +nobody else$/m);
    expect(stdout).toMatch(/^network +none$/m);
  });

  test("says that an owner's direct chat works on the host", async () => {
    const { code, stdout } = await live.cli("sandbox", "explain", "telegram:1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^works +on the host$/m);
    expect(stdout).not.toMatch(/^engine/m);
  });

  test("says it of an agent, and shows no secret", async () => {
    const big = await live.cli("sandbox", "explain", "--agent", "big");
    expect(big.stdout).toMatch(/^variables +TOKEN$/m);
    expect(big.stdout).toMatch(/^limits +2048 MiB memory/m);
    const json = await live.cli("sandbox", "explain", "--agent", "big", "--json");
    expect(json.stdout).not.toContain("abc");
    expect(JSON.parse(json.stdout)).toMatchObject({ agent: "big", sandbox: { mode: "non-main" }, env: ["TOKEN"] });
    expect((await live.cli("sandbox", "explain", "--agent", "dev")).stdout).toContain("sandbox.mode is off");
    expect(await live.cli("sandbox", "explain", "--agent", "bigg")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"big"'),
    });
  });
});
