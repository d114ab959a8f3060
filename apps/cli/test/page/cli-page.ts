import type { Command } from "commander";
import { printed } from "./json.ts";

const intro = `# The command line

Every command, with its arguments and options. How people, times and paths are written is in the
[README of \`moltbot\`](../apps/cli/README.md), which also says what exit codes mean; the same is printed by \`--help\` behind each command.
Words that fit no command are answered with the one that was probably meant.

Everywhere: \`-c\`, \`--config <file>\`, \`--state-dir <dir>\`, \`--json\`, \`-h\`, \`--help\`.

- With a gateway running a command speaks its [API](api.md); with none it works on the store itself.
- Results go to stdout, everything else to stderr. Tables are cut to the width of the terminal, and whole in a pipe.
- Colours only at a terminal, and none where \`NO_COLOR\` is set or \`TERM\` is \`dumb\`.
- \`--json\`: shapes stay as they are within a major version; fields may be added. Objects named below without a shape are those of
  the [API](api.md#reading), times in ISO 8601.
`;

/** The whole page, as the program is. */
export function cliPage(root: Command): string {
  const groups = root.commands.filter((command) => !isHidden(command));
  return `${intro}\n${groups.map(section).join("\n")}`;
}

function section(command: Command): string {
  const runs = runnable(command, "");
  const about = command.commands.length === 0 ? "" : `${capital(sentence(command.description()))}\n\n`;
  return `## ${command.name()}\n\n${about}${runs.map(([path, one]) => entry(path, one)).join("\n")}`;
}

/** Every command that does something itself, by its path. */
export function runnable(command: Command, prefix: string): readonly (readonly [path: string, command: Command])[] {
  if (isHidden(command)) return [];
  const path = prefix === "" ? command.name() : `${prefix} ${command.name()}`;
  const own = command.commands.length === 0 || path in printed ? [[path, command] as const] : [];
  return [...own, ...command.commands.flatMap((child) => runnable(child, path))];
}

function entry(path: string, command: Command): string {
  const given = command.registeredArguments.map((one) => {
    const shown = `${one.name()}${one.variadic ? "..." : ""}`;
    return one.required ? `<${shown}>` : `[${shown}]`;
  });
  const heading = `**\`${["moltbot", path, ...given].join(" ")}\`**: ${sentence(command.description())}`;
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, argChoices }) => {
      const choices = argChoices === undefined ? "" : ` (${argChoices.join(", ")})`;
      return `- \`${flags}\`: ${sentence(`${description}${choices}`)}`;
    });
  const json = `- \`--json\`: ${printed[path] ?? ""}`;
  return `${heading}\n\n${[...options, json].join("\n")}\n`;
}

function sentence(text: string): string {
  const plain = text.replaceAll("<", "\\<").replaceAll("*", "\\*");
  return /[.?!)]$/.test(plain) ? plain : `${plain}.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function isHidden(command: Command): boolean {
  return "_hidden" in command && command._hidden === true;
}
