import { Option } from "commander";
import type { EraseOptions } from "../commands/erase-user.ts";
import type { ExportOptions } from "../commands/export-user.ts";
import type { Program } from "./parts.ts";

const person = "channel:id, bare id or @username";

/** `users export|delete|anonymize`, below the `users` that is there. */
export function addPrivacy({ root, run }: Program): void {
  const users = root.commands.find((command) => command.name() === "users");
  if (users === undefined) return;
  users
    .command("export")
    .description("everything that is kept about somebody, as JSON")
    .argument("<who>", person)
    .addOption(new Option("--format <format>", "how it is written").choices(["json"]).default("json"))
    .option("-o, --output <file>", "write it to a file of mode 0600 instead of stdout")
    .option("--force", "replace the file")
    .option("--linked", "every identity of the same person")
    .option("--files", "also what is in the files of their working directories, in base64")
    .action((who: string, options: ExportOptions, self) =>
      run(self, async (context) => (await import("../commands/export-user.ts")).exportUser(context, who, options)),
    );
  for (const [verb, description] of [
    ["delete", "erase somebody; a keyed hash keeps out who was blocked, and the audit log keeps what it says"],
    ["anonymize", "keep somebody's history under a random name that leads nowhere"],
  ] as const) {
    const command = users
      .command(verb)
      .description(description)
      .argument("<who>", person)
      .option("--linked", "every identity of the same person")
      .option("--dry-run", "only say what would go, and how much of it")
      .option("-y, --yes", "do it; there is no way back");
    if (verb === "delete") command.option("--purge", "also take them out of the audit log, which still verifies");
    command.action((who: string, options: EraseOptions, self) =>
      run(self, async (context) => (await import("../commands/erase-user.ts")).eraseUser(context, verb, who, options)),
    );
  }
}
