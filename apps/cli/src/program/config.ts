import type { Program } from "./parts.ts";

/** `config validate|get|set|unset|schema`. */
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
    .description("print a setting as it holds, its default included, or the config as written; secrets show as ***")
    .argument("[key]", "dotted path such as channels.telegram.dmPolicy; nothing: all that is written")
    .action((key: string | undefined, _, command) =>
      run(command, async (context) => (await import("../commands/config.ts")).getConfig(context, key)),
    );
  config
    .command("set")
    .description("change one setting in the file; comments stay, and the whole result is checked first")
    .argument("<key>", 'dotted path such as channels.telegram.dmPolicy or channels["*"].dmPolicy')
    .argument("<value>", "JSON5, or text without quotes; a secret better as a reference to a variable or file")
    .option("--allow-secret", "write a secret in clear all the same")
    .action((key: string, value: string, options: { allowSecret?: boolean }, command) =>
      run(command, async (context) =>
        (await import("../commands/config-edit.ts")).setConfig(context, key, value, options),
      ),
    );
  config
    .command("unset")
    .description("take one setting out of the file")
    .argument("<key>", "dotted path such as channels.telegram.dmPolicy")
    .action((key: string, _, command) =>
      run(command, async (context) => (await import("../commands/config-edit.ts")).unsetConfig(context, key)),
    );
  config
    .command("schema")
    .description("print the JSON Schema of the config file, for editors")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/config.ts")).printSchema(context)),
    );
}
