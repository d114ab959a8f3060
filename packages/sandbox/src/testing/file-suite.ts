import { describe, expect, test } from "vitest";
import type { OpenSandboxes } from "./support.ts";
import { opened, runIn, say } from "./support.ts";

/** The file tools. */
export function testFiles(name: string, open: OpenSandboxes): void {
  describe(`${name}'s file tools`, () => {
    test("read, write, list and edit what is there, byte for byte", () =>
      opened(open, async (bench) => {
        const { files, ...box } = await bench.open();
        expect(await files.write("a/b/note.txt", "héllo\n")).toEqual({ status: "written" });
        expect(await files.read("/workspace/a/b/note.txt")).toMatchObject({ status: "read", text: "héllo\n" });
        const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) & 255));
        await files.write("bin", bytes);
        expect(await files.read("bin")).toMatchObject({ bytes });
        expect(await files.write("empty", "")).toEqual({ status: "written" });
        expect(await files.read("empty")).toMatchObject({ text: "" });
        await runIn({ files, ...box }, "chmod 750 bin; mkdir d; ln -s d l; mkfifo p; printf x >'n\n w'; printf x >.h");
        await files.write("bin", "new");
        expect(await say({ files, ...box }, "stat -c %a bin")).toBe("750");
        const listed = await files.list(".");
        expect(listed).toMatchObject({ status: "listed" });
        const entries =
          listed.status === "listed" ? listed.entries.map(({ name: n, kind }) => `${kind} ${n}`).sort() : [];
        expect(entries).toEqual([
          "directory a",
          "directory d",
          "file .h",
          "file bin",
          "file empty",
          "file n\n w",
          "link l",
          "other p",
        ]);
        expect(await files.edit("a/b/note.txt", { old: "héllo", new: "$& bye" })).toEqual({ status: "edited" });
        expect(await files.read("a/b/note.txt")).toMatchObject({ text: "$& bye\n" });
        await files.write("twice", "x x");
        expect(await files.edit("twice", { old: "x", new: "y" })).toMatchObject({ reason: "many_matches" });
        expect(await files.edit("twice", { old: "z", new: "y" })).toMatchObject({ reason: "no_match" });
        expect(await files.edit("bin", { old: "", new: "y" })).toMatchObject({ reason: "no_match" });
        await files.write("count", "end");
        const edits = Array.from({ length: 4 }, (_, i) => files.edit("count", { old: "end", new: `${i} end` }));
        expect((await Promise.all(edits)).map(({ status }) => status)).toEqual(Array(4).fill("edited"));
        expect(await files.read("count")).toMatchObject({ text: "0 1 2 3 end" });
      }));

    test("refuse what is not a plain file of the sandbox, and never wait for it", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const { files } = box;
        await runIn(
          box,
          "ln -s /etc/passwd link; ln -s / up; mkfifo fifo; echo x >one; ln one two; mkdir dir; ln -s missing dangling",
        );
        const reasons: Record<string, string> = {
          "../x": "outside", "/etc/passwd": "outside", "a/../../x": "outside", "": "outside", "a\nb": "outside", "/proc/1/environ": "outside",
          "/workspacex": "outside", link: "link", dangling: "link", "up/etc/passwd": "link", fifo: "not_a_file", dir: "not_a_file",
          one: "hard_link", two: "hard_link", missing: "not_found", "missing/x": "not_found",
        }; // biome-ignore format: a table
        for (const [path, reason] of Object.entries(reasons)) {
          expect(await files.read(path), path).toMatchObject({ status: "failed", reason });
          if (reason !== "not_found")
            expect(await files.write(path, "no"), path).toMatchObject({ status: "failed", reason });
        }
        expect(await say(box, "cat one")).toBe("x");
        expect(await files.list("up")).toMatchObject({ reason: "link" });
        await runIn(box, "head -c 5000000 /dev/zero >big");
        expect(await files.read("big")).toMatchObject({ reason: "too_large" });
        expect(await files.write("big", Buffer.alloc(4_194_305))).toMatchObject({ reason: "too_large" });
        const option = await files.write("-rf", "x");
        expect(option).toEqual({ status: "written" });
        expect(await files.read("-rf")).toMatchObject({ text: "x" });
      }));

    test("stay inside while a program swaps what they look at", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const stop = new AbortController();
        await runIn(box, "mkdir d; echo safe >d/f");
        const swap =
          "while :; do rm -rf d; ln -s /etc d; rm -f d; mkdir d; echo safe >d/f; rm -f d/f; ln -s /etc/passwd d/f; rm -f d/f; echo safe >d/f; done";
        const racer = runIn(box, swap, { signal: stop.signal });
        for (let i = 0; i < 40; i++) {
          const found = await box.files.read("d/f");
          if (found.status === "read")
            expect(["safe\n", "", expect.stringContaining("nobody")]).toContainEqual(found.text);
          await box.files.write("d/g", "written");
        }
        stop.abort();
        await racer;
        expect(await runIn(box, "ls /etc/g")).not.toMatchObject({ code: 0 });
      }));

    test("may not write what is read-only, and change it by no trick", () =>
      opened(open, async (bench) => {
        const agentWorkspace = await bench.directory();
        const rw = await bench.open({ workspaceAccess: "rw", agentWorkspace });
        expect(await rw.files.write("/agent/x", "1")).toEqual({ status: "written" });
        const ro = await bench.open({ workspaceAccess: "ro", agentWorkspace });
        expect(await ro.files.read("/agent/x")).toMatchObject({ text: "1" });
        expect(await ro.files.write("/agent/x", "2")).toMatchObject({ reason: "read_only" });
        expect(await ro.files.write("/agent/y", "2")).toMatchObject({ reason: "read_only" });
        expect(await ro.files.edit("/agent/x", { old: "1", new: "2" })).toMatchObject({ reason: "read_only" });
        expect(await rw.files.read("/agent/x")).toMatchObject({ text: "1" });
      }));

    test("apply a patch as a whole or not at all", () =>
      opened(open, async (bench) => {
        const { files } = await bench.open();
        await files.write("a.txt", "one\ntwo\nthree\n");
        await files.write("old.txt", "x\n");
        const patch = [
          "*** Begin Patch", "*** Add File: new/b.txt", "+first", "+second", "*** Update File: a.txt", "@@", " one", "-two", "+2",
          "*** Delete File: old.txt", "*** End Patch",
        ].join("\n"); // biome-ignore format: a patch
        expect(await files.applyPatch(patch)).toMatchObject({
          status: "patched",
          files: [
            { path: "new/b.txt", change: "added" },
            { path: "a.txt", change: "updated" },
            { path: "old.txt", change: "deleted" },
          ],
        });
        expect(await files.read("a.txt")).toMatchObject({ text: "one\n2\nthree\n" });
        expect(await files.read("new/b.txt")).toMatchObject({ text: "first\nsecond\n" });
        expect(await files.read("old.txt")).toMatchObject({ reason: "not_found" });
        const wrong = "*** Begin Patch\n*** Add File: c.txt\n+c\n*** Update File: a.txt\n-nowhere\n+x\n*** End Patch";
        expect(await files.applyPatch(wrong)).toMatchObject({ status: "failed", reason: "no_match", done: [] });
        expect(await files.read("c.txt")).toMatchObject({ reason: "not_found" });
        for (const twice of ["./a.txt", "/workspace/a.txt"]) {
          const both = `*** Begin Patch\n*** Update File: a.txt\n-one\n+1\n*** Update File: ${twice}\n-three\n+3\n*** End Patch`;
          expect(await files.applyPatch(both)).toMatchObject({ reason: "bad_patch", because: "it is changed twice" });
        }
        expect(await files.read("a.txt")).toMatchObject({ text: "one\n2\nthree\n" });
        const out = "*** Begin Patch\n*** Add File: ../c.txt\n+c\n*** End Patch";
        expect(await files.applyPatch(out)).toMatchObject({ reason: "outside" });
      }));
  });
}
