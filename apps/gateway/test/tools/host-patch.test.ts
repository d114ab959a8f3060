import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ToolResult } from "../../src/tools/tool.ts";
import { openWorkbench, owner } from "./workbench.ts";

/** The owner's workplace on the host with two files in it, a secret beside it, and a way to patch. */
async function openHost() {
  const bench = await openWorkbench();
  await bench.call(owner, "write", { path: "a.txt", content: "one\ntwo\nthree\n" });
  await bench.call(owner, "write", { path: "old.txt", content: "x\n" });
  const workspaces = join(bench.stateDir, "workspaces", ".private");
  const [session = ""] = await readdir(workspaces);
  const root = join(workspaces, session);
  const secret = join(workspaces, "secret");
  await writeFile(secret, "s3cret\n");
  return {
    root,
    secret,
    text: (path: string): Promise<string> => readFile(join(root, path), "utf8"),
    names: async (): Promise<string[]> => (await readdir(root)).sort(),
    patch: (...lines: string[]): Promise<ToolResult> =>
      bench.call(owner, "apply_patch", { patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") }),
  };
}

/** A step that fits, to stand before one that must not be done. */
const fits = ["*** Add File: new.txt", "+new", "*** Update File: a.txt", "-two", "+2"];

describe("a patch on the host, for the owner", () => {
  test("[R6.5] [R11.2] adds, updates, moves and deletes files", async () => {
    const host = await openHost();
    await writeFile(join(host.root, "b.txt"), "bee\n", { mode: 0o640 });
    const result = await host.patch(
      ...["*** Add File: deep/er/new.txt", "+first", "+$& second"],
      ...["*** Update File: a.txt", "@@ one", "-two", "+2", "*** Update File: b.txt"],
      ...["*** Move to: deep/b.txt", "-bee", "+wasp", "*** Delete File: old.txt"],
    );
    expect(result).toMatchObject({
      outcome: "done",
      text: "Patched: added deep/er/new.txt, updated a.txt, moved deep/b.txt, deleted b.txt, deleted old.txt.",
    });
    expect(await host.text("deep/er/new.txt")).toBe("first\n$& second\n");
    expect(await host.text("a.txt")).toBe("one\n2\nthree\n");
    expect(await host.text("deep/b.txt")).toBe("wasp\n");
    expect(await host.names()).toEqual(["a.txt", "deep"]);
    expect((await stat(join(host.root, "deep/er/new.txt"))).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["lines that are not there", ["*** Update File: old.txt", "-nowhere", "+x"]],
    ["a file that is not there", ["*** Delete File: missing.txt"]],
    ["a new file that is there already", ["*** Add File: old.txt", "+x"]],
    ["a move onto another file", ["*** Update File: old.txt", "*** Move to: a.txt"]],
    ["a file that is changed twice", ["*** Delete File: a.txt"]],
    ["a directory", ["*** Delete File: ."]],
    ["words that are no patch", ["*** Rename File: a.txt"]],
  ])("[R6.5] [R11.2] leaves everything as it was for %s", async (_, step) => {
    const host = await openHost();
    expect((await host.patch(...fits, ...step)).outcome).not.toBe("done");
    expect(await host.names()).toEqual(["a.txt", "old.txt"]);
    expect(await host.text("a.txt")).toBe("one\ntwo\nthree\n");
    expect(await host.text("old.txt")).toBe("x\n");
  });

  test("[R6.5] [R11.2] leaves everything as it was when a file would get too large", async () => {
    const host = await openHost();
    await writeFile(join(host.root, "big.txt"), `end\n${"x".repeat(4_194_298)}\n`);
    const result = await host.patch(...fits, "*** Update File: big.txt", "-end", "+the end");
    expect(result).toMatchObject({ outcome: "failed", data: { reason: "too_large" } });
    await writeFile(join(host.root, "big.txt"), "x".repeat(4_194_305));
    expect((await host.patch(...fits, "*** Delete File: big.txt")).data).toEqual({ reason: "too_large" });
    expect(await host.names()).toEqual(["a.txt", "big.txt", "old.txt"]);
    expect(await host.text("a.txt")).toBe("one\ntwo\nthree\n");
  });

  test("[R6.5] [R11.2] goes through no link, and leaves alone what has a second name", async () => {
    const host = await openHost();
    await symlink("../secret", join(host.root, "link"));
    await symlink("..", join(host.root, "up"));
    await symlink("../planted", join(host.root, "dangling"));
    await link(host.secret, join(host.root, "second"));
    await mkdir(join(host.root, "folder"));
    const before = await host.names();
    const cases = [
      ["link", "link"],
      ["up/secret", "link"],
      ["dangling", "link"],
      ["second", "hard_link"],
      ["folder", "not_a_file"],
    ] as const;
    for (const [path, reason] of cases) {
      for (const step of stepsOn(path))
        expect((await host.patch(...fits, ...step)).data, `${step.join(" ")}`).toEqual({ reason });
    }
    expect((await host.patch(...fits, "*** Add File: up/planted", "+x")).data).toEqual({ reason: "link" });
    expect(await host.names()).toEqual(before);
    expect(await host.text("a.txt")).toBe("one\ntwo\nthree\n");
    expect(await readFile(host.secret, "utf8")).toBe("s3cret\n");
    expect(await readdir(join(host.root, ".."))).toHaveLength(2);
  });

  test("[R6.5] [R11.2] reaches nothing outside of the session's directory", async () => {
    const host = await openHost();
    for (const path of ["../secret", host.secret, `${host.root}-x/secret`, "deep/../../secret", "/etc/passwd"]) {
      for (const step of stepsOn(path))
        expect(await host.patch(...fits, ...step), step.join(" ")).toMatchObject({
          outcome: "denied",
          data: { reason: "outside" },
        });
    }
    expect(await host.names()).toEqual(["a.txt", "old.txt"]);
    expect(await host.text("a.txt")).toBe("one\ntwo\nthree\n");
    expect(await readFile(host.secret, "utf8")).toBe("s3cret\n");
  });
});

/** Every way to reach a file. */
function stepsOn(path: string): string[][] {
  return [
    [`*** Add File: ${path}`, "+x"],
    [`*** Update File: ${path}`, "-s3cret", "+x"],
    [`*** Delete File: ${path}`],
    ["*** Update File: old.txt", `*** Move to: ${path}`],
  ];
}
