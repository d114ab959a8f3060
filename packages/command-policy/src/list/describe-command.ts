import type { Assignment, Command, Redirection, Word } from "unbash";
import type { JudgedCommand } from "../verdict.ts";

/** A simple command of the parser's tree, for people. */
export function describeCommand(command: Command): JudgedCommand {
  const set = command.prefix.filter((part): part is Assignment => part.type === "Assignment");
  const reasons: string[] = [];
  if (command.name && expands(command.name)) reasons.push("its name is only known when it runs");
  if (set.length > 0) reasons.push(`sets ${set.map(({ text }) => text).join(" ")}`);
  for (const redirect of command.redirects) {
    const reason = describeRedirect(redirect);
    if (reason !== undefined) reasons.push(reason);
  }
  const argv = wordsOf(command).map(textOf);
  return reasons.length === 0 ? { argv } : { argv, because: reasons.join("; ") };
}

/** All words of a command, its name first. */
export function wordsOf(command: Command): readonly (Word | Assignment)[] {
  return [...(command.name ? [command.name] : []), ...command.args];
}

/** The word as the program gets it, or as written where a part of it expands. */
function textOf(word: Word | Assignment): string {
  if (word.type === "Assignment") return word.text;
  return expands(word) ? word.text : word.value;
}

const constant = new Set(["Literal", "SingleQuoted", "AnsiCQuoted"]);

function expands(word: Word): boolean {
  return (word.parts ?? []).some((part) =>
    part.type === "DoubleQuoted" || part.type === "LocaleString"
      ? part.parts.some((inner) => inner.type !== "Literal")
      : !constant.has(part.type),
  );
}

function describeRedirect(redirect: Redirection): string | undefined {
  if (redirect.type === "HereDoc") return "reads a text given in the line";
  const target = redirect.target?.text ?? "";
  if (redirect.type === "HereString") return `reads the text ${target}`;
  if (redirect.operator === "<") return `reads ${target}`;
  const duplicates = (redirect.operator === ">&" || redirect.operator === "<&") && /^(\d+-?|-)$/.test(target);
  return duplicates || target === "/dev/null" ? undefined : `writes to ${target}`;
}
