import type { Program } from "./parts.ts";

const person = "channel:id, bare id or @username";

/** `users permissions|agent`, below the `users` that is there. */
export function addChoices({ root, run }: Program): void {
  const users = root.commands.find((command) => command.name() === "users");
  if (users === undefined) return;
  users
    .command("permissions")
    .description("lay down what one person's session may reach; the config's sessions block holds first")
    .argument("<who>", person)
    .argument("[permissions...]", "any of read, write, exec, browse, admin")
    .option("--none", "nothing at all")
    .option("--reset", "take it back")
    .action((who: string, words: readonly string[], options: { reset?: boolean; none?: boolean }, command) =>
      run(command, async (context) =>
        (await import("../commands/choose-session.ts")).choosePermissions(context, who, words, options),
      ),
    );
  users
    .command("agent")
    .description("lay down which agent answers one person; the config's sessions block holds first")
    .argument("<who>", person)
    .argument("[agent]", "id of an agent: moltbot agents list")
    .option("--reset", "take it back")
    .action((who: string, agent: string | undefined, options: { reset?: boolean }, command) =>
      run(command, async (context) =>
        (await import("../commands/choose-session.ts")).chooseAgent(context, who, agent, options),
      ),
    );
}
