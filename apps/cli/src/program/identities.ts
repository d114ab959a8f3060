import type { Program } from "./parts.ts";

const person = "channel:id, bare id or @username";

/** `users tag|untag|tags|link|unlink|links|pin|unpin`, below the `users` that is there. */
export function addIdentities({ root, run }: Program): void {
  const users = root.commands.find((command) => command.name() === "users");
  if (users === undefined) return;
  for (const [verb, description] of [
    ["tag", "label somebody: @family in allowFrom, bindings and sessions then means them"],
    ["untag", "take labels away; it counts from their next message on"],
  ] as const) {
    users
      .command(verb)
      .description(description)
      .argument("<who>", person)
      .argument("<labels...>", "@family; 1 to 32 letters, digits, _, - or dots")
      .action((who: string, labels: string[], _options, self) =>
        run(self, async (context) => (await import("../commands/identities.ts")).tagUser(context, verb, who, labels)),
      );
  }
  users
    .command("tags")
    .description("list who is labelled")
    .action((_options, self) =>
      run(self, async (context) => (await import("../commands/identities.ts")).listTags(context)),
    );
  users
    .command("link")
    .description("say that identities are one person: one vote, and blocked together")
    .argument("<who>", person)
    .argument("[others...]", "their other identities")
    .option("--name <name>", "what to call the person, or who it is that is linked already")
    .action((who: string, others: string[], options: { name?: string }, self) =>
      run(self, async (context) =>
        (await import("../commands/identities.ts")).linkUsers(context, [who, ...others], options),
      ),
    );
  users
    .command("unlink")
    .description("say that an identity is somebody of their own")
    .argument("<who>", person)
    .action((who: string, _options, self) =>
      run(self, async (context) => (await import("../commands/identities.ts")).unlinkUser(context, who)),
    );
  users
    .command("links")
    .description("list identities that are one person")
    .action((_options, self) =>
      run(self, async (context) => (await import("../commands/identities.ts")).listLinks(context)),
    );
  for (const [verb, description] of [
    ["pin", "say that somebody is whom an entry of allowFrom names: it means their id from then on"],
    ["unpin", "say that they are not; the name is a claim again"],
  ] as const) {
    users
      .command(verb)
      .description(description)
      .argument("<who>", person)
      .argument("[entry]", "the entry as it stands in allowFrom; absent: the only one that fits")
      .action((who: string, entry: string | undefined, _options, self) =>
        run(self, async (context) => (await import("../commands/identities.ts")).pinUser(context, verb, who, entry)),
      );
  }
}
