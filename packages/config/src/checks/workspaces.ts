import type { Path } from "../problem.ts";
import { isNamed } from "../views/pairing.ts";
import { readWorkspace } from "../views/workspaces.ts";
import type { Check } from "./report.ts";

/** A directory of one person stays below the workspaces, holds no other's, and is shared only where that is written (SPEC R1.4). */
export const checkWorkspaces: Check = (config, report) => {
  const named: { readonly key: string; readonly workspace: string }[] = [];
  for (const [who, { workspace }] of Object.entries(config.sessions ?? {})) {
    const reading = workspace === undefined ? undefined : readWorkspace(workspace);
    if (reading?.ok === false) {
      report.problem(pathOf(who), reading.because, { hint: 'Write a path such as "/users/alice".' });
    } else if (reading?.ok === true && isNamed(who)) {
      const message = `"${who}" is a name, and anyone can take a name: nobody works here`;
      report.warning("workspace-by-name", pathOf(who), message, { hint: "Use the stable id." });
    } else if (reading?.ok === true) {
      named.push({ key: who, workspace: reading.path });
    }
  }
  // Not every file system tells letters by their case.
  const seen = new Map<string, { key: string; workspace: string }>();
  for (const one of named) {
    const folded = fold(one.workspace);
    const other = seen.get(folded);
    if (other !== undefined && other.workspace !== one.workspace) {
      report.problem(pathOf(one.key), `differs from the directory of "${other.key}" only by the case of letters`);
    } else if (other !== undefined) {
      report.warning("shared-workspace", pathOf(one.key), `is the directory of "${other.key}" as well`, {
        hint: "Both read and write the same files. Name two directories to keep them apart.",
      });
    }
    seen.set(folded, other ?? one);
  }
  for (const { key, workspace } of named) {
    const around = named.find((other) => fold(workspace).startsWith(`${fold(other.workspace)}/`));
    if (around === undefined) continue;
    report.problem(pathOf(key), `lies in the directory of "${around.key}", who could read it`, {
      hint: "Name two directories beside each other.",
    });
  }
};

function pathOf(who: string): Path {
  return ["sessions", who, "workspace"];
}

function fold(path: string): string {
  return path.toLowerCase();
}
