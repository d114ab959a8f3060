import { applyHunks } from "./apply-hunks.ts";
import {
  type FileCall,
  type FileFailure,
  largestFile,
  type PatchedFile,
  type PlainFiles,
  type SandboxFiles,
} from "./files.ts";
import { isText } from "./is-text.ts";
import { type PatchStep, parsePatch } from "./parse-patch.ts";

/** What will be written: `undefined` removes. `before`: what was there; `undefined`: nothing. */
interface Write extends PatchedFile {
  readonly text: string | undefined;
  readonly before: Buffer | undefined;
}

type Outcome = Awaited<ReturnType<SandboxFiles["applyPatch"]>>;

/**
 * Applies a patch as a whole: all of it is checked before anything is written, and when a write fails after all, those
 * before it are taken back. What could not be taken back is named.
 */
export async function applyPatch(plain: PlainFiles, patch: string, o: FileCall = {}): Promise<Outcome> {
  const parsed = parsePatch(patch);
  if (!parsed.ok) return failed({ status: "failed", reason: "bad_patch", path: "" }, [], parsed.because);
  const writes: Write[] = [];
  for (const step of parsed.steps) {
    const planned = await plan(plain, step, o);
    if ("status" in planned) return failed(planned, [], planned.because);
    writes.push(...planned.writes);
  }
  const paths = writes.map(({ path }) => plain.resolve(path));
  const twice = writes.find((_, at) => paths.indexOf(paths[at] ?? "") !== at);
  if (twice) return failed({ status: "failed", reason: "bad_patch", path: twice.path }, [], "it is changed twice");
  const big = writes.find(({ text }) => text !== undefined && Buffer.byteLength(text) > largestFile);
  if (big) return failed({ status: "failed", reason: "too_large", path: big.path }, [], "it would be too large");
  return writeAll(plain, writes, o);
}

async function writeAll(plain: PlainFiles, writes: readonly Write[], o: FileCall): Promise<Outcome> {
  const done: Write[] = [];
  // What is removed cannot be put back quite as it was, so it goes last.
  const ordered = [...writes].sort((a, b) => Number(a.text === undefined) - Number(b.text === undefined));
  for (const write of ordered) {
    const result = await writeOne(plain, write, o);
    if (result.status === "failed") {
      if (result.reason === "stopped" && (await wasWritten(plain, write))) done.push(write);
      return failed(result, await takeBack(plain, done), result.reason);
    }
    done.push(write);
  }
  return { status: "patched", files: writes.map(({ path, change }) => ({ path, change })) };
}

async function writeOne(plain: PlainFiles, { path, text }: Write, o: FileCall) {
  if (o.signal?.aborted === true) return { status: "failed", reason: "stopped", path } as const;
  return text === undefined ? plain.remove(path, o) : plain.write(path, text, o);
}

/** Whether a write that was cut off took place. */
async function wasWritten(plain: PlainFiles, { path, text }: Write): Promise<boolean> {
  const found = await plain.read(path);
  return found.status === "read" ? found.text === text : text === undefined && found.reason === "not_found";
}

/** Puts back what was there, the last first; says what could not be. */
async function takeBack(plain: PlainFiles, done: readonly Write[]): Promise<readonly PatchedFile[]> {
  const left: PatchedFile[] = [];
  for (const { path, change, before } of [...done].reverse()) {
    const result = before === undefined ? await plain.remove(path) : await plain.write(path, before);
    if (result.status === "failed") left.unshift({ path, change });
  }
  return left;
}

const failed = (failure: FileFailure, done: readonly PatchedFile[], because: string): Outcome => {
  const { status, reason, path } = failure;
  return { status, reason, path, done, because };
};

type Plan = { readonly writes: readonly Write[] } | (FileFailure & { readonly because: string });

async function plan(plain: PlainFiles, step: PatchStep, o?: FileCall): Promise<Plan> {
  const { path } = step;
  const found = await plain.read(path, o);
  if (step.kind === "add") {
    if (found.status === "read") return no("bad_patch", path, "the file exists already");
    if (found.reason !== "not_found") return { ...found, because: found.reason };
    const text = step.lines.map((line) => `${line}\n`).join("");
    return { writes: [{ path, change: "added", text, before: undefined }] };
  }
  if (found.status === "failed") return { ...found, because: found.reason };
  const before = found.bytes;
  if (step.kind === "delete") return { writes: [{ path, change: "deleted", text: undefined, before }] };
  if (!isText(found.bytes, found.text)) return no("unreadable", path, "it is not UTF-8 text");
  const applied = applyHunks(found.text, step.hunks);
  if ("because" in applied) return no("no_match", path, applied.because);
  if (step.moveTo === undefined) return { writes: [{ path, change: "updated", text: applied.text, before }] };
  const target = await plain.read(step.moveTo, o);
  if (target.status === "read") return no("bad_patch", step.moveTo, "the file exists already");
  if (target.reason !== "not_found") return { ...target, because: target.reason };
  return {
    writes: [
      { path: step.moveTo, change: "moved", text: applied.text, before: undefined },
      { path, change: "deleted", text: undefined, before },
    ],
  };
}

const no = (reason: FileFailure["reason"], path: string, because: string): Plan => ({
  status: "failed",
  reason,
  path,
  because,
});
