import type { Program } from "./parts.ts";

const target = "pair_… id, channel:id, bare id or @username";

/** `pairing pending|approve|deny`. */
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
}
