import { MoltbotError, plainText, visibleText } from "@moltbot/core";
import type { FileFailure, FileTrouble, SandboxFiles } from "@moltbot/sandbox";
import type { Workplaces } from "../exec/run/workplaces.ts";
import { textArgument } from "./arguments.ts";
import { cancelled, repeated, type Tool, type ToolArguments, type ToolCall, type ToolResult } from "./tool.ts";

const longestText = 4_194_304;

/** The tools that work on files where the session works, and nowhere else. */
export function createFileTools(workplaces: Workplaces): readonly Tool[] {
  const filesOf = async ({ session, context }: ToolCall): Promise<SandboxFiles> =>
    (await workplaces.of(session, context.sandboxed === true)).files();
  const changing = (
    name: string,
    description: string,
    run: (files: SandboxFiles, args: ToolArguments, o: FileCall) => Promise<ToolResult>,
  ): Tool => ({
    name,
    description,
    async run(args, call) {
      const files = await filesOf(call);
      if (call.signal.aborted) return cancelled;
      return (await call.claim()) ? run(files, args, call) : repeated("This change");
    },
  });
  return [
    {
      name: "read",
      description: "Reads a file of the workspace, or lists a directory whose name ends in /.",
      run: async (args, call) => read(await filesOf(call), textArgument(args, "path"), call),
    },
    changing("write", "Writes a file of the workspace, whole.", write),
    changing("edit", "Replaces a text that occurs exactly once in a file of the workspace.", edit),
    changing("apply_patch", "Applies a patch between *** Begin Patch and *** End Patch.", applyPatch),
  ];
}

/** How a file tool is ended. */
type FileCall = Pick<ToolCall, "signal">;

async function read(files: SandboxFiles, path: string, { signal }: FileCall): Promise<ToolResult> {
  if (path.endsWith("/") || path === ".") {
    const listed = await files.list(path.replace(/(.)\/+$/, "$1"), { signal });
    if (listed.status === "failed") return failure(listed);
    const lines = listed.entries.map(({ name, kind }) => `${name}${kind === "directory" ? "/" : ""}`).sort();
    if (lines.length === 0) return { outcome: "done", text: `${shown(path)} is empty.`, output: "" };
    const text = `${shown(path)} holds ${lines.length === 1 ? "one name" : `${lines.length} names`}:`;
    return { outcome: "done", text, output: lines.join("\n") };
  }
  const found = await files.read(path, { signal });
  if (found.status === "failed") return failure(found);
  const bytes = found.bytes.length;
  return { outcome: "done", text: `${shown(path)}, ${bytes} bytes:`, output: found.text, data: { bytes } };
}

async function write(files: SandboxFiles, args: ToolArguments, { signal }: FileCall): Promise<ToolResult> {
  const path = textArgument(args, "path");
  const content = textArgument(args, "content", { empty: true, max: longestText });
  const written = await files.write(path, content, { signal });
  if (written.status === "failed") return failure(written);
  const bytes = Buffer.byteLength(content);
  return { outcome: "done", text: `Wrote ${bytes} bytes to ${shown(path)}.`, data: { bytes } };
}

async function edit(files: SandboxFiles, args: ToolArguments, { signal }: FileCall): Promise<ToolResult> {
  const path = textArgument(args, "path");
  const change = {
    old: textArgument(args, "old", { max: longestText }),
    new: textArgument(args, "new", { empty: true, max: longestText }),
  };
  const edited = await files.edit(path, change, { signal });
  return edited.status === "failed" ? failure(edited) : { outcome: "done", text: `Edited ${shown(path)}.` };
}

async function applyPatch(files: SandboxFiles, args: ToolArguments, { signal }: FileCall): Promise<ToolResult> {
  const result = await files.applyPatch(textArgument(args, "patch", { max: longestText }), { signal });
  const done = (list: readonly { path: string; change: string }[]): string =>
    list.map(({ path, change }) => `${change} ${shown(path)}`).join(", ");
  if (result.status === "patched") return { outcome: "done", text: `Patched: ${done(result.files)}.` };
  const before = result.done.length === 0 ? "" : ` This could not be taken back: ${done(result.done)}.`;
  return { ...failure(result), text: `The patch was not applied: ${plainText(result.because)}.${before}` };
}

function failure({ reason, path }: FileFailure): ToolResult {
  const outcome = refused.includes(reason) ? "denied" : "failed";
  return { outcome, text: `${shown(path)}: ${troubles[reason]}.`, data: { reason } };
}

const refused: readonly FileTrouble[] = ["outside", "link", "hard_link", "git_data"];

const troubles: Readonly<Record<FileTrouble, string>> = {
  outside: "outside of the workspace, which is all that I can reach here",
  not_found: "there is no such file",
  link: "a link is on the way to it, and I follow none",
  not_a_file: "not a file",
  hard_link: "the file has another name as well, so I leave it alone",
  git_data: "git's own data, which can make git run programs; use git commands to change it",
  too_large: "too large; the most is 4 MiB",
  read_only: "it cannot be written",
  unreadable: "it cannot be read",
  no_match: "the text to replace does not occur in it",
  many_matches: "the text to replace occurs more than once in it",
  bad_patch: "this is not a patch that I can read",
  stopped: "it was stopped before it was done",
};

/** A path as people may see it. */
function shown(path: string): string {
  if (path.length > 300) throw new MoltbotError("invalid", "the path is longer than 300 characters");
  return visibleText(path);
}
