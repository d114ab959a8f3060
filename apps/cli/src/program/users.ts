import { Option } from "commander";
import type { Program } from "./parts.ts";

const person = "channel:id, bare id or @username";

/** `users list|show|block|unblock|unpair`. */
export function addUsers({ root, run }: Program): void {
  const users = root.command("users").description("people who wrote to the bot");
  users
    .command("list")
    .description("list people, last seen first")
    .addOption(new Option("--paired", "only who is paired").conflicts(["blocked", "pending"]))
    .addOption(new Option("--blocked", "only who is blocked").conflicts(["paired", "pending"]))
    .addOption(new Option("--pending", "only who waits for an answer").conflicts(["paired", "blocked"]))
    .addOption(
      new Option("--claims", "who is called what an entry of allowFrom names, and was not let in").conflicts([
        "paired",
        "blocked",
        "pending",
      ]),
    )
    .option("--channel <name>", "only this channel")
    .action((options: { paired?: true; blocked?: true; pending?: true; claims?: true; channel?: string }, command) =>
      run(command, async (context) =>
        options.claims === true
          ? (await import("../commands/identities.ts")).listClaims(context, options)
          : (await import("../commands/users.ts")).listUsers(context, options),
      ),
    );
  users
    .command("show")
    .description("show one person")
    .argument("<who>", person)
    .option(
      "-v, --verbose",
      "everything that holds for them, and why: trust, agent, permissions, tools, directory, audit",
    )
    .action((who: string, { verbose }: { verbose?: boolean }, command) =>
      run(command, async (context) =>
        verbose === true
          ? (await import("../commands/show-person.ts")).showPerson(context, who)
          : (await import("../commands/users.ts")).showUser(context, who),
      ),
    );
  for (const [verb, description] of [
    ["block", "silence somebody whatever else would admit them; ends their pairing"],
    ["unpair", "end somebody's pairing; they may ask again"],
    ["unblock", "end a block; it pairs nobody"],
  ] as const) {
    const command = users
      .command(verb)
      .description(description)
      .argument("<who>", person)
      .option("--dry-run", "only say what would happen")
      .option("-y, --yes", "never ask (nothing asks today: all three can be undone)");
    if (verb === "block") {
      command.option("--reason <text>", "kept beside the block and shown with it");
      command.option("--for <time>", 'until when, e.g. 7d or "2 weeks"; without it the block has no end');
    }
    command.action((who: string, options: { dryRun?: boolean; reason?: string; for?: string }, self) =>
      run(self, async (context) =>
        (await import("../commands/change-user.ts")).changeUser(context, verb, who, options),
      ),
    );
  }
}
