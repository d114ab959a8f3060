import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createStateDir } from "./state-dir.ts";

/** A config file in a directory of its own that goes away with the test. */
export async function configFile(text: string): Promise<string> {
  const file = join(await createStateDir(), "moltbot.json5");
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
