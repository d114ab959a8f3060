import { applyHunks } from "./apply-hunks.ts";
import { replaceOnce } from "./edit.ts";
import {
  type FileCall,
  type FileFailure,
  largestFile,
  type PatchedFile,
  type PlainFiles,
  type SandboxFiles,
} from "./files.ts";
import { type PatchStep, parsePatch } from "./parse-patch.ts";

/**
 * The file tools of a sandbox, or of any other place that has the plain verbs. Changes that read first are made one after
 * the other.
 */
export function createSandboxFiles(plain: PlainFiles): SandboxFiles {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  return {
    read: plain.read,
    list: plain.list,
    write: (path, content, o) => inTurn(() => plain.write(path, content, o)),
    edit: (path, change, o) =>
      inTurn(async () => {
        const found = await plain.read(path, o);
        if (found.status === "failed") return found;
        const edited = replaceOnce(found.text, change);
        if (typeof edited === "string") return { status: "failed", reason: edited, path };
        if (!isText(found.bytes, found.text)) return { status: "failed", reason: "unreadable", path };
        const written = await plain.write(path, edited.text, o);
        return written.status === "failed" ? written : { status: "edited" };
      }),
    applyPatch: (patch, o) => inTurn(() => applyPatch(plain, patch, o)),
  };
}

// Bytes that are not UTF-8 would not survive being written as text.
const isText = (bytes: Buffer, text: string): boolean => Buffer.from(text).equals(bytes);

/** What will be written: `undefined` removes. */
interface Write extends PatchedFile {
  readonly text: string | undefined;
}

type Outcome = Awaited<ReturnType<SandboxFiles["applyPatch"]>>;

async function applyPatch(plain: PlainFiles, patch: string, o?: FileCall): Promise<Outcome> {
  const parsed = parsePatch(patch);
  if (!parsed.ok) return failed({ status: "failed", reason: "bad_patch", path: "" }, [], parsed.because);
  const writes: Write[] = [];
  for (const step of parsed.steps) {
    const planned = await plan(plain, step, o);
    if ("status" in planned) return failed(planned, [], planned.because);
    writes.push(...planned.writes);
  }
  const paths = writes.map(({ path }) => path);
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice) return failed({ status: "failed", reason: "bad_patch", path: twice }, [], "it is changed twice");
  const big = writes.find(({ text }) => text !== undefined && Buffer.byteLength(text) > largestFile);
  if (big) return failed({ status: "failed", reason: "too_large", path: big.path }, [], "it would be too large");
  const done: PatchedFile[] = [];
  for (const { path, change, text } of writes) {
    const result = text === undefined ? await plain.remove(path, o) : await plain.write(path, text, o);
    if (result.status === "failed") return failed(result, done, result.reason);
    done.push({ path, change });
  }
  return { status: "patched", files: done };
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
    return { writes: [{ path, change: "added", text }] };
  }
  if (found.status === "failed") return { ...found, because: found.reason };
  if (step.kind === "delete") return { writes: [{ path, change: "deleted", text: undefined }] };
  if (!isText(found.bytes, found.text)) return no("unreadable", path, "it is not UTF-8 text");
  const applied = applyHunks(found.text, step.hunks);
  if ("because" in applied) return no("no_match", path, applied.because);
  if (step.moveTo === undefined) return { writes: [{ path, change: "updated", text: applied.text }] };
  const target = await plain.read(step.moveTo, o);
  if (target.status === "read") return no("bad_patch", step.moveTo, "the file exists already");
  if (target.reason !== "not_found") return { ...target, because: target.reason };
  return {
    writes: [
      { path: step.moveTo, change: "moved", text: applied.text },
      { path, change: "deleted", text: undefined },
    ],
  };
}

const no = (reason: FileFailure["reason"], path: string, because: string): Plan => ({
  status: "failed",
  reason,
  path,
  because,
});
