import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileFailure, PlainFiles } from "../src/files/files.ts";
import { createSandboxFiles } from "../src/index.ts";

/** Files in memory; `fails` says which of the writes and removals, counted from 0, is refused. */
function memoryFiles(start: Readonly<Record<string, string>>, fails: (nth: number) => boolean = () => false) {
  const kept = new Map(Object.entries(start));
  let nth = 0;
  const refused = (path: string): FileFailure | undefined =>
    fails(nth++) ? { status: "failed", reason: "read_only", path } : undefined;
  const plain: PlainFiles = {
    resolve: (path) => path.replace(/^(\.\/)+/, ""),
    async read(path) {
      const text = kept.get(path);
      if (text === undefined) return { status: "failed", reason: "not_found", path };
      return { status: "read", bytes: Buffer.from(text), text };
    },
    async write(path, content) {
      const no = refused(path);
      if (no) return no;
      kept.set(path, Buffer.from(content).toString());
      return { status: "written" };
    },
    async remove(path) {
      const no = refused(path);
      if (no) return no;
      kept.delete(path);
      return { status: "removed" };
    },
    list: async () => ({ status: "listed", entries: [] }),
  };
  return { files: createSandboxFiles(plain), kept };
}

const start = { a: "a\n", b: "b\n", c: "c\n" };
const steps = [
  "*** Add File: new\n+new",
  "*** Update File: a\n-a\n+A",
  "*** Delete File: b",
  "*** Update File: c\n*** Move to: d\n-c\n+C",
];
const patchOf = (parts: readonly string[]): string => ["*** Begin Patch", ...parts, "*** End Patch"].join("\n");

test("a patch is applied as a whole, or leaves everything as it was, whichever write fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(steps, { minLength: 1 }), fc.nat({ max: 8 }), async (parts, broken) => {
      const { files, kept } = memoryFiles(start, (nth) => nth === broken);
      const result = await files.applyPatch(patchOf(parts));
      if (result.status === "patched") expect(Object.fromEntries(kept)).not.toEqual(start);
      else {
        expect(result).toMatchObject({ reason: "read_only", done: [] });
        expect(Object.fromEntries(kept)).toEqual(start);
      }
    }),
  );
});

test("what cannot be taken back is named", async () => {
  const { files, kept } = memoryFiles(start, (nth) => nth >= 1);
  const result = await files.applyPatch(patchOf(steps));
  expect(result).toMatchObject({ status: "failed", done: [{ path: "new", change: "added" }] });
  expect(kept.get("a")).toBe("a\n");
});

test("nothing is written when it was ended before, and what was is taken back when it is ended in between", async () => {
  const early = memoryFiles(start);
  expect(await early.files.applyPatch(patchOf(steps), { signal: AbortSignal.abort() })).toMatchObject({
    reason: "stopped",
    done: [],
  });
  expect(Object.fromEntries(early.kept)).toEqual(start);
  const stop = new AbortController();
  const late = memoryFiles(start, (nth) => {
    if (nth === 1) stop.abort();
    return false;
  });
  expect(await late.files.applyPatch(patchOf(steps), { signal: stop.signal })).toMatchObject({ reason: "stopped" });
  expect(Object.fromEntries(late.kept)).toEqual(start);
});

test("a file that comes twice, however it is spelled, is an error", async () => {
  const { files, kept } = memoryFiles({ ...start, "./a": "a\n" });
  const twice = patchOf(["*** Update File: a\n-a\n+A", "*** Delete File: ./a"]);
  expect(await files.applyPatch(twice)).toMatchObject({ reason: "bad_patch", path: "./a" });
  expect(kept.get("a")).toBe("a\n");
});
