import { Argument } from "commander";
import type { OnboardOptions } from "../commands/onboard.ts";
import type { OnboardChannel } from "../onboard/channels.ts";
import type { Program } from "./parts.ts";

/** `onboard`. */
export function addOnboard({ root, run }: Program): void {
  root
    .command("onboard")
    .description("set a channel up, step by step, and prove that it works")
    .addArgument(new Argument("<channel>", "which one").choices(["telegram", "discord", "whatsapp"]))
    .option("--owner <id>", "your own id there; else it is asked for")
    .addHelpText("after", help)
    .action((channel: OnboardChannel, options: OnboardOptions, command) =>
      run(command, async (context) => (await import("../commands/onboard.ts")).onboard(context, channel, options)),
    );
}

const help = `
The token is asked for, tried on the platform, and kept in a file of its own, never in the config.
Without a terminal it comes from TELEGRAM_BOT_TOKEN or DISCORD_TOKEN.`;
