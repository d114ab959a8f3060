import type { Argument, Command, Option } from "commander";

/** Something that a shell may offer. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What to offer for the last word. */
export type Completion =
  | { readonly kind: "words"; readonly words: readonly Candidate[] }
  /** Names of files: the shell knows them. */
  | { readonly kind: "files" }
  /** Ids that are not in the program: those of the command, for its argument or option of this name. */
  | { readonly kind: "ids"; readonly command: string; readonly name: string };

const files: ReadonlySet<string> = new Set(["config", "state-dir", "output", "path", "tarball", "file"]);

/**
 * What may follow `words`, of which the last is being written. Reads the program only: its names, options and choices.
 */
export function complete(root: Command, words: readonly string[]): Completion {
  const current = words.at(-1) ?? "";
  const { command, given, pending } = walk(root, words.slice(0, -1));
  if (pending !== undefined) return valuesOf(command, pending);
  if (current.startsWith("-")) return { kind: "words", words: optionsOf(root, command) };
  const children = command.commands.filter((child) => !isHidden(child));
  if (children.length > 0 && given === 0) return { kind: "words", words: children.map(named) };
  const own = command.registeredArguments;
  const argument = own[given] ?? own.findLast((one) => one.variadic);
  return argument === undefined ? { kind: "words", words: [] } : valuesOf(command, argument);
}

interface Walked {
  readonly command: Command;
  /** How many arguments it has already. */
  readonly given: number;
  /** The option whose value comes next. */
  readonly pending?: Option;
}

function walk(root: Command, words: readonly string[]): Walked {
  let [command, given]: [Command, number] = [root, 0];
  let pending: Option | undefined;
  for (const word of words) {
    if (pending !== undefined) {
      pending = undefined;
      continue;
    }
    if (word.startsWith("-")) {
      const option = [...command.options, ...root.options].find((one) => one.long === word || one.short === word);
      pending = option?.required === true ? option : undefined;
      continue;
    }
    const child = given === 0 ? command.commands.find((one) => one.name() === word) : undefined;
    if (child === undefined) given += 1;
    else command = child;
  }
  return { command, given, ...(pending === undefined ? {} : { pending }) };
}

function valuesOf(command: Command, wanted: Option | Argument): Completion {
  const name = "long" in wanted ? wanted.attributeName() : wanted.name();
  if (wanted.argChoices !== undefined) return { kind: "words", words: wanted.argChoices.map((value) => ({ value })) };
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (files.has(dashed)) return { kind: "files" };
  return { kind: "ids", command: pathOf(command), name };
}

function optionsOf(root: Command, command: Command): readonly Candidate[] {
  const all = [...command.options, ...root.options].filter((one) => !one.hidden && one.long != null);
  const seen = new Map(all.map((one) => [one.long ?? "", { value: one.long ?? "", description: one.description }]));
  return [...seen.values(), { value: "--help", description: "show help" }];
}

function named(command: Command): Candidate {
  return { value: command.name(), description: command.description() };
}

function isHidden(command: Command): boolean {
  return "_hidden" in command && command._hidden === true;
}

/** `users show`, without the name of the program. */
function pathOf(command: Command): string {
  const parent = command.parent;
  return parent === null || parent === undefined || parent.parent === null
    ? command.name()
    : `${pathOf(parent)} ${command.name()}`;
}
