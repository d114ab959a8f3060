import { mkdir, readdir, readFile, rmdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { slugOf } from "../scope.ts";
import type { OpenSandboxes } from "./support.ts";
import { opened, runIn, say } from "./support.ts";

const mounts =
  "for d in /workspace /agent; do [ -d $d ] && { cat $d/note 2>/dev/null; touch $d/new 2>/dev/null && echo $d; }; done";

/** What a sandbox sees of the host. */
export function testWorkspaces(name: string, open: OpenSandboxes): void {
  describe(`${name} shows`, () => {
    test("[R8.2] the agent's files by its access: not, read-only, writable", () =>
      opened(open, async (bench) => {
        const agentWorkspace = await bench.directory();
        await writeFile(join(agentWorkspace, "note"), "the note\n", { mode: 0o644 });
        const none = await bench.open({ workspaceAccess: "none" });
        expect(await say(none, mounts)).toBe("/workspace");
        expect(await runIn(none, "ls /agent/note")).not.toMatchObject({ code: 0 });
        const ro = await bench.open({ workspaceAccess: "ro", agentWorkspace });
        expect(await say(ro, mounts)).toBe("/workspace\nthe note");
        expect(await runIn(ro, "rm -f /agent/note; echo x >>/agent/note")).not.toMatchObject({ code: 0 });
        expect(await readdir(agentWorkspace)).toEqual(["note"]);
        const rw = await bench.open({ workspaceAccess: "rw", agentWorkspace });
        expect(await say(rw, mounts)).toBe("/workspace\nthe note\n/agent");
        expect((await readdir(agentWorkspace)).sort()).toEqual(["new", "note"]);
        expect(await runIn(rw, "ln /agent/note /workspace/hard")).not.toMatchObject({ code: 0 });
      }));

    test("a scope its own files only, again and again", () =>
      opened(open, async (bench) => {
        const [one, two] = [await bench.open(), await bench.open()];
        await runIn(one, "echo mine >file");
        expect(await say(one, "cat file")).toBe("mine");
        expect(await say(two, "ls -A")).toBe("");
        const again = await bench.sandboxes.open(one.scope, { workspaceAccess: "none", engine: bench.engine });
        expect(await say(again, "cat file")).toBe("mine");
        await again.remove();
        expect(await say(again, "ls -A")).toBe("");
      }));

    test("its files also when their directory was removed and made again", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        expect(await say(box, "ls -A")).toBe("");
        // As another process that starts does with what is empty.
        const spec = { workspaceAccess: "none", engine: bench.engine } as const;
        await rmdir(join(bench.root, slugOf(box.scope)));
        const again = await bench.sandboxes.open(box.scope, spec);
        expect(await say(again, "echo x >f; cat f")).toBe("x");
        expect(await readdir(join(bench.root, slugOf(box.scope)))).toEqual(["f"]);
      }));

    test("what the operator binds, read-only unless told", () =>
      opened(open, async (bench) => {
        const source = await bench.directory();
        await mkdir(join(source, "data"));
        await writeFile(join(source, "data", "note"), "bound\n", { mode: 0o644 });
        const box = await bench.open({ binds: [`${source}/data:/mnt/data`] });
        expect(await say(box, "cat /mnt/data/note; touch /mnt/data/x 2>/dev/null && echo no")).toBe("bound");
        expect(await readFile(join(source, "data", "note"), "utf8")).toBe("bound\n");
        await symlink("/etc", join(source, "link"));
        for (const bind of [
          "/:/host",
          "/var/run/docker.sock:/mnt/s",
          `${source}/link:/mnt/l`,
          `${source}/data:/workspace/x`,
        ]) {
          await expect(bench.open({ binds: [bind] })).rejects.toMatchObject({ code: "invalid" });
        }
      }));
  });
}
