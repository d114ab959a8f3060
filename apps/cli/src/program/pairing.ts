import type { Program } from "./parts.ts";

const target = "pair_… id, channel:id, bare id or @username";

/** `pairing pending|approve|deny|delegate|undelegate|delegations`. */
export function addPairing({ root, run }: Program): void {
  const pairing = root.command("pairing").description("who asks to be let in");
  pairing
    .command("pending")
    .description("list the requests that wait, oldest first")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/pairing.ts")).listPending(context)),
    );
  pairing
    .command("approve")
    .description("let somebody in: their request, or the person themselves when there is none")
    .argument("<who>", target)
    .action((who: string, _, command) =>
      run(command, async (context) => (await import("../commands/pairing.ts")).approve(context, who)),
    );
  pairing
    .command("deny")
    .description("turn a request down")
    .argument("<who>", target)
    .action((who: string, _, command) =>
      run(command, async (context) => (await import("../commands/pairing.ts")).deny(context, who)),
    );
  pairing
    .command("delegate")
    .description("let somebody else answer requests in an approver's place, for a time")
    .argument("<from>", "the approver, as channel:id")
    .argument("<to>", "who answers for them, as channel:id")
    .requiredOption("--for <time>", 'how long, e.g. 2d or "2 weeks"; at most 90 days')
    .action((from: string, to: string, options: { for: string }, command) =>
      run(command, async (context) =>
        (await import("../commands/delegations.ts")).delegate(context, from, to, options),
      ),
    );
  pairing
    .command("undelegate")
    .description("give an approver their vote back")
    .argument("<from>", "the approver, as channel:id")
    .action((from: string, _, command) =>
      run(command, async (context) => (await import("../commands/delegations.ts")).undelegate(context, from)),
    );
  pairing
    .command("delegations")
    .description("list who answers for whom")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/delegations.ts")).listDelegations(context)),
    );
}
