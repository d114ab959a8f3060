import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { geteuid } from "node:process";
import { MoltbotError } from "@moltbot/core";
import { withDirectory } from "../exec/run/host-directory.ts";

/**
 * Makes a directory below the state directory, reached step by step and through no link, every step of it closed to all
 * others (mode 0700). Gives its real path.
 * @throws MoltbotError `invalid` when something else stands in its place
 */
export async function makeHostPlace(stateDir: string, way: readonly string[]): Promise<string> {
  const root = await realpath(stateDir);
  const me = geteuid?.();
  const path = join(root, ...way);
  const shut = await withDirectory(
    root,
    way,
    {
      make: true,
      async each(opened) {
        const info = await opened.stat();
        if (me !== undefined && info.uid !== me)
          throw refuse(path, "belongs, or a directory on the way to it, to somebody else");
        if ((info.mode & 0o777) !== 0o700) await opened.chmod(0o700);
      },
    },
    async () => true,
  );
  if (shut === "link") throw refuse(path, "is, or lies behind, a link, and nobody's files are reached through one");
  if (shut !== true) throw refuse(path, "cannot be opened as a directory");
  return path;
}

function refuse(path: string, because: string): MoltbotError {
  return new MoltbotError("invalid", `the directory ${path} ${because}`, {
    hint: "Move away what stands there: a directory of the gateway's own is made anew.",
  });
}
