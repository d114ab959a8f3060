import fc from "fast-check";
import { expect, test } from "vitest";
import { seccompFilter } from "../src/bubblewrap/seccomp.ts";
import { compileCommand, quoteWord } from "../src/compile-command.ts";
import { createFrameReader } from "../src/docker/frames.ts";
import { applyHunks } from "../src/files/apply-hunks.ts";
import { parsePatch } from "../src/files/parse-patch.ts";
import { insidePath } from "../src/files/path.ts";
import { createMarkerScanner } from "../src/lane/markers.ts";

const nonce = "abcdefghijklmnopqrstuvwx";
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

/** A buffer in pieces. */
const pieces = (whole: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])].sort((a, b) => a - b);
  return places.slice(1).map((place, i) => whole.subarray(places[i], place));
};

test("output comes out as it went in, however it is cut, and ends at the marker", () => {
  const tricky = fc.constantFrom("\x1e", `\x1e${nonce.slice(0, 9)}`, `\x1e${nonce.slice(0, -1)}\x1e`, nonce);
  const output = fc
    .array(
      fc.oneof(
        bytes,
        tricky.map((text) => Buffer.from(text)),
      ),
      { maxLength: 6 },
    )
    .map((all) => Buffer.concat(all));
  fc.assert(
    fc.property(output, fc.array(fc.nat(), { maxLength: 12 }), (data, cuts) => {
      // The one thing that a program cannot write.
      fc.pre(!data.includes(`\x1e${nonce}`));
      const seen: Buffer[] = [];
      const scanner = createMarkerScanner(nonce, (chunk) => seen.push(Buffer.from(chunk)));
      const whole = Buffer.concat([data, Buffer.from(`\x1e${nonce} 7 1\x1e`)]);
      const answers = pieces(whole, cuts).map((piece) => scanner.push(piece));
      expect(answers.filter(Boolean)).toEqual([["7", "1"]]);
      expect(Buffer.concat(seen).equals(data)).toBe(true);
    }),
  );
});

test("frames come out as they went in, however they are cut; what is no frame is an error", () => {
  const frame = fc.record({
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    data: bytes.filter((b) => b.length > 0),
  });
  fc.assert(
    fc.property(
      fc.array(frame, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (frames, cuts) => {
        const wire = frames.map(({ stream, data }) => {
          const header = Buffer.from([stream === "stdout" ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
          header.writeUInt32BE(data.length, 4);
          return Buffer.concat([header, data]);
        });
        const seen = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        const read = createFrameReader(({ stream, data }) => seen[stream].push(Buffer.from(data)));
        for (const piece of pieces(Buffer.concat(wire), cuts)) read(piece);
        for (const name of ["stdout", "stderr"] as const) {
          const sent = frames.filter(({ stream }) => stream === name).map(({ data }) => data);
          expect(Buffer.concat(seen[name]).equals(Buffer.concat(sent))).toBe(true);
        }
      },
    ),
  );
  for (const header of [
    [3, 0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0, 1],
    [1, 1, 0, 0, 0, 0, 0, 1],
    [1, 0, 0, 0, 255, 0, 0, 0],
  ]) {
    expect(() => createFrameReader(() => {})(Buffer.from(header))).toThrow(RangeError);
  }
});

test("a quoted word holds no quote that ends it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (word) => {
      expect(quoteWord(word).replaceAll("'\\''", "").slice(1, -1)).not.toContain("'");
    }),
  );
  expect(() => compileCommand(["a".repeat(200_000)])).toThrow(/too long/);
});

test("no path leads out of the mounts", () => {
  const part = fc.constantFrom("..", ".", "", "a", "workspace", "agent", "/", "//", "etc", "~", "@", "\\", "%2e%2e");
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("/")),
      (path) => {
        const at = insidePath(path, ["/workspace"]);
        if (at)
          expect(at.path === "/workspace" || (at.path.startsWith("/workspace/") && !at.path.includes(".."))).toBe(true);
      },
    ),
  );
});

test("whatever a patch says, it is a patch or an error", () => {
  const line = fc.oneof(
    fc.constantFrom("*** Begin Patch", "*** End Patch", "*** Add File: a", "*** Update File: b", "*** Delete File: c"),
    fc.constantFrom("*** Move to: d", "@@", "@@ x", "+x", "-x", " x", "", "*** End of File"),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => void parsePatch(lines.join("\n"))));
  const edit = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 6 });
  fc.assert(
    fc.property(edit, edit, (before, after) => {
      const hunk = { old: before, new: after, atEnd: false };
      const text = before.map((one) => `${one}\n`).join("");
      const result = applyHunks(text, [hunk]);
      if ("text" in result && before.length > 0) expect(result.text).toBe(after.map((one) => `${one}\n`).join(""));
    }),
  );
});

test("a change is made where its lines stand, or not at all", () => {
  const hunk = (old: string[], next: string[], more = {}) => ({ old, new: next, atEnd: false, ...more });
  const text = "fn a\n x\nfn b\n x\n";
  expect(applyHunks(text, [hunk([" x"], [" y"])])).toMatchObject({
    because: expect.stringContaining("more than once"),
  });
  expect(applyHunks(text, [hunk([" x"], [" y"], { anchor: "fn b" })])).toEqual({ text: "fn a\n x\nfn b\n y\n" });
  expect(applyHunks(text, [hunk([" x"], [" y"], { atEnd: true })])).toEqual({ text: "fn a\n x\nfn b\n y\n" });
  expect(applyHunks(text, [hunk(["fn a"], ["fn c"]), hunk(["fn b"], ["fn d"])])).toEqual({
    text: "fn c\n x\nfn d\n x\n",
  });
  expect(applyHunks(text, [hunk(["fn b"], []), hunk(["fn a"], [])])).toMatchObject({
    because: expect.stringContaining("change 2"),
  });
  expect(applyHunks("end", [hunk(["end"], ["END"])])).toEqual({ text: "END" });
  expect(applyHunks("", [hunk([], ["new"])])).toEqual({ text: "new\n" });
});

test("a filter of system calls is whole jumps, for the processors that it knows", () => {
  for (const arch of ["x64", "arm64"]) expect(seccompFilter(arch).length % 8).toBe(0);
  expect(() => seccompFilter("mips")).toThrow(/no system call filter/);
});
