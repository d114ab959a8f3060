import { Argument } from "commander";
import type { Shell } from "../complete/scripts.ts";
import type { Program } from "./parts.ts";

/** `completion`, and `complete`, which what it prints calls. */
export function addCompletion({ root, run }: Program): void {
  root
    .command("completion")
    .description("print what makes a shell complete commands, options and ids")
    .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", help)
    .action((shell: Shell, _, command) =>
      run(command, async (context) => (await import("../commands/completion.ts")).printCompletion(context, shell)),
    );
  root
    .command("complete", { hidden: true })
    .description("what may follow these words; the last is being written")
    .argument("[words...]")
    .action((words: readonly string[], _, command) =>
      run(command, async (context) =>
        (await import("../commands/completion.ts")).printCandidates(context, root, words),
      ),
    );
}

const help = `
For this shell only:
  source <(moltbot completion bash)
For every bash from now on:
  moltbot completion bash > ~/.local/share/bash-completion/completions/moltbot
zsh:
  moltbot completion zsh > "\${fpath[1]}/_moltbot"
fish:
  moltbot completion fish > ~/.config/fish/completions/moltbot.fish`;
