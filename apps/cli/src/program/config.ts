import type { Program } from "./parts.ts";

/** `config validate|get`. */
export function addConfig({ root, run }: Program): void {
  const config = root.command("config").description("the config file");
  config
    .command("validate")
    .description("check the file: every problem with its place and a suggestion")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/config.ts")).validateConfig(context)),
    );
  config
    .command("get")
    .description("print what is in force, defaults included; secrets show as ***")
    .argument("[key]", "dotted path such as channels.telegram.dmPolicy; nothing: everything")
    .action((key: string | undefined, _, command) =>
      run(command, async (context) => (await import("../commands/config.ts")).getConfig(context, key)),
    );
}
