import type { Random } from "@moltbot/core";
import type { CallOutcome } from "../run/run-call.ts";
import { type InsidePath, insidePath } from "./path.ts";
import { listScript, readScript, removeScript, writeScript } from "./scripts.ts";

/** Why a file tool did nothing. */
export type FileTrouble =
  | "outside"
  | "not_found"
  | "link"
  | "not_a_file"
  | "hard_link"
  /** Git's own data, which makes git run programs. Refused where such files are on the host. */
  | "git_data"
  | "too_large"
  | "read_only"
  | "unreadable"
  | "no_match"
  | "many_matches"
  | "bad_patch"
  | "stopped";

/** It was not done, and why. */
export interface FileFailure {
  readonly status: "failed";
  readonly reason: FileTrouble;
  /** The file it was about, as it is called inside. */
  readonly path: string;
}

/** One name in a directory. */
export interface FileEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** What a patch did to a file. */
export interface PatchedFile {
  readonly path: string;
  readonly change: "added" | "updated" | "deleted" | "moved";
}

/** Files as the sandbox sees them. Paths are relative to `/workspace`, or absolute below one of its mounts. */
export interface SandboxFiles {
  read(path: string, o?: FileCall): Promise<{ status: "read"; bytes: Buffer; text: string } | FileFailure>;
  /** Makes the directories on the way; the file is replaced at once or not at all. */
  write(path: string, content: string | Uint8Array, o?: FileCall): Promise<{ status: "written" } | FileFailure>;
  /** Replaces text that occurs exactly once. */
  edit(path: string, change: { old: string; new: string }, o?: FileCall): Promise<{ status: "edited" } | FileFailure>;
  /**
   * Applies a patch between `*** Begin Patch` and `*** End Patch`. Nothing is written unless all of it fits, and what was
   * written is taken back when a later write fails; `done` names what could not be.
   */
  applyPatch(
    patch: string,
    o?: FileCall,
  ): Promise<
    | { status: "patched"; files: readonly PatchedFile[] }
    | (FileFailure & { done: readonly PatchedFile[]; because: string })
  >;
  list(path: string, o?: FileCall): Promise<{ status: "listed"; entries: readonly FileEntry[] } | FileFailure>;
}

/** Cancels a file tool. */
export interface FileCall {
  readonly signal?: AbortSignal;
}

/** Starts one of the scripts. */
export type RunScript = (
  script: string,
  args: readonly string[],
  o: FileCall & { stdin?: Uint8Array; keepBytes: number },
) => Promise<CallOutcome>;

/** The most that is read or written at once: 4 MiB. */
export const largestFile = 4_194_304;

/** The plain verbs, from which the others are made. */
export interface PlainFiles extends Pick<SandboxFiles, "read" | "write" | "list"> {
  remove(path: string, o?: FileCall): Promise<{ status: "removed" } | FileFailure>;
  /** The one spelling of a path, however it was written. */
  resolve(path: string): string;
}

const troubles: Readonly<Record<number, FileTrouble>> = {
  42: "link",
  43: "not_found",
  44: "not_a_file",
  45: "hard_link",
  46: "read_only",
  47: "unreadable",
};

/** Files of a sandbox whose mounts are `roots`. */
export function createPlainFiles(run: RunScript, random: Random, roots: readonly string[]): PlainFiles {
  const act = async <T>(
    path: string,
    call: (at: InsidePath) => Promise<CallOutcome>,
    done: (outcome: CallOutcome) => T | FileTrouble,
  ): Promise<T | FileFailure> => {
    const fail = (reason: FileTrouble): FileFailure => ({ status: "failed", reason, path });
    const at = insidePath(path, roots);
    if (at === undefined) return fail("outside");
    const outcome = await call(at);
    if (outcome.stopped) return fail("stopped");
    if (outcome.code !== 0) return fail(troubles[outcome.code] ?? "unreadable");
    const result = done(outcome);
    return typeof result === "string" ? fail(result as FileTrouble) : result;
  };
  return {
    resolve: (path) => insidePath(path, roots)?.path ?? path,
    read: (path, o = {}) =>
      act(
        path,
        (at) => run(readScript, [at.directory, at.name, String(largestFile + 1)], { ...o, keepBytes: largestFile + 1 }),
        ({ stdout }) => {
          const bytes = stdout.bytes();
          return bytes.length > largestFile ? "too_large" : { status: "read" as const, bytes, text: stdout.text() };
        },
      ),
    async write(path, content, o = {}) {
      const stdin = typeof content === "string" ? Buffer.from(content) : content;
      if (stdin.length > largestFile) return { status: "failed", reason: "too_large", path };
      const draft = `.moltbot-${Buffer.from(random(12)).toString("hex")}`;
      return act(
        path,
        (at) =>
          run(writeScript, [at.directory, at.name, draft, String(stdin.length)], { ...o, stdin, keepBytes: 1024 }),
        () => ({ status: "written" as const }),
      );
    },
    remove: (path, o = {}) =>
      act(
        path,
        (at) => run(removeScript, [at.directory, at.name], { ...o, keepBytes: 1024 }),
        () => ({ status: "removed" as const }),
      ),
    list: (path, o = {}) =>
      act(
        path,
        (at) => run(listScript, [at.path], { ...o, keepBytes: largestFile }),
        ({ stdout }) =>
          stdout.dropped() > 0 ? "too_large" : { status: "listed" as const, entries: entries(stdout.text()) },
      ),
  };
}

const kinds = { f: "file", d: "directory", l: "link", o: "other" } as const;

function entries(text: string): readonly FileEntry[] {
  return text.split("\0").flatMap((line) => {
    const kind = kinds[line[0] as keyof typeof kinds];
    return kind === undefined || line.length < 2 ? [] : [{ name: line.slice(1), kind }];
  });
}
