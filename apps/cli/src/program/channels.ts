import type { Program } from "./parts.ts";

/** `channels login`. */
export function addChannels({ root, run }: Program): void {
  const channels = root.command("channels").description("the accounts by which the bot is reached");
  channels
    .command("login")
    .description("link an account to a phone, by a QR code or a pairing code")
    .argument("<channel>", "such as whatsapp")
    .option("--account <name>", "which of the bot's accounts (default: default)")
    .addHelpText("after", loginHelp)
    .action((channel: string, options: { account?: string }, command) =>
      run(command, async (context) => (await import("../commands/channels.ts")).logIn(context, channel, options)),
    );
}

const loginHelp = `
Shows a QR code, or with channels.whatsapp.phoneNumber a code to type, and waits until the phone has used it.
The gateway must run. Whoever sees the code can link a device of theirs.`;
