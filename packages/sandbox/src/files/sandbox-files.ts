import { applyPatch } from "./apply-patch.ts";
import { replaceOnce } from "./edit.ts";
import type { PlainFiles, SandboxFiles } from "./files.ts";
import { isText } from "./is-text.ts";

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
