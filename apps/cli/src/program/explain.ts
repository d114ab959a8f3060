import type { ExplainOptions } from "../commands/explain.ts";
import type { Program } from "./parts.ts";

/** `explain`. */
export function addExplain({ root, run }: Program): void {
  root
    .command("explain")
    .description("say why somebody is, or is not, answered: every gate, what decided, and what to change")
    .argument("[who]", "channel:id, bare id or @username")
    .option("--from <who>", "the same, as an option")
    .option("--text <message>", "what they write (default: Hello)")
    .option("--group <id>", "in this group chat, by the platform's id of it")
    .option("--mention", "the bot is mentioned")
    .option("--reply", "it answers a message of the bot")
    .option("--tool <name>", "would this tool be allowed for them, too")
    .option("--command <line>", "would this command line be allowed for them, too")
    .addHelpText("after", help)
    .action((who: string | undefined, options: ExplainOptions, command) =>
      run(command, async (context) => (await import("../commands/explain.ts")).explain(context, who, options)),
    );
}

const help = `
Nothing is sent, counted or changed.

Examples:
  moltbot explain telegram:123456789
  moltbot explain @johndoe --group -100200300 --text "hey bot" --mention
  moltbot explain --from whatsapp:+84987654321 --command "git push"

Exit codes: 0 they are answered, 1 they are not (or not allowed what was asked), 2 wrong command line or config.`;
