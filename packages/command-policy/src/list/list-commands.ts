import { type Command, forEachChild, type ParsedScript, parse, type SyntaxNode } from "unbash";
import { baseName, shells } from "../hazards/kinds.ts";
import type { JudgedCommand } from "../verdict.ts";
import { describeCommand, wordsOf } from "./describe-command.ts";
import { isMisread } from "./misread.ts";
import { oddNode } from "./odd-nodes.ts";

/** Most commands that are listed of one line. */
const maxListed = 200;

/** How often a `sh -c "…"` inside a `sh -c "…"` is opened. */
const maxDepth = 4;

/** Most characters that can open something inside a line; the parser's time and stack grow with what is nested. */
const maxOpeners = 200;

/** Why a line can't be taken apart for a person. */
export function unlistable(line: string): string | undefined {
  let openers = 0;
  for (const character of line) if (character === "(" || character === "{" || character === "`") openers += 1;
  return openers > maxOpeners ? "it has more nested parts than anybody could check" : undefined;
}

/**
 * Every command inside a line that the strict reader does not model, nested ones included, so that whoever is asked sees
 * them all. For people to read: what may run unasked is never decided by it.
 */
export function listCommands(line: string): readonly JudgedCommand[] {
  const found: JudgedCommand[] = [];
  collect(line, 0, found);
  return cut(found);
}

/** The same for a command whose words are known: what `sh -c` and `eval` hold. */
export function listInner(argv: readonly string[]): readonly JudgedCommand[] {
  const script = scriptOf(argv);
  if (script === undefined) return [];
  const because = unlistable(script);
  return because === undefined ? listCommands(script) : [{ argv: ["…"], because }];
}

function cut(found: readonly JudgedCommand[]): readonly JudgedCommand[] {
  if (found.length <= maxListed) return found;
  return [...found.slice(0, maxListed), { argv: ["…"], because: `and ${found.length - maxListed} more` }];
}

function collect(line: string, depth: number, found: JudgedCommand[]): void {
  if (isMisread(line)) found.push({ argv: ["…"], because: "a part can't be read: there may be more commands in it" });
  try {
    visit(parse(line), depth, found);
  } catch (error) {
    const because = `a part can't be taken apart: ${error instanceof Error ? error.message : String(error)}`;
    found.push({ argv: [line], because });
  }
}

function visit(node: SyntaxNode, depth: number, found: JudgedCommand[]): void {
  if (node.type === "Script") reportErrors(node, found);
  if (node.type === "Command") visitCommand(node, depth, found);
  else {
    const odd = oddNode(node);
    if (odd !== undefined) found.push(odd);
  }
  forEachChild(node, (child) => visit(child, depth, found));
}

function visitCommand(command: Command, depth: number, found: JudgedCommand[]): void {
  found.push(describeCommand(command));
  const script = scriptOf(wordsOf(command).map((word) => (word.type === "Word" ? word.value : word.text)));
  if (script !== undefined && depth < maxDepth) collect(script, depth + 1, found);
}

function reportErrors(script: ParsedScript, found: JudgedCommand[]): void {
  const [error] = script.errors ?? [];
  if (error !== undefined) found.push({ argv: ["…"], because: `a part can't be read: ${error.message}` });
}

/** The text that `sh -c` or `eval` would read as commands. */
function scriptOf(argv: readonly string[]): string | undefined {
  const name = baseName(argv[0] ?? "");
  if (name === "eval") return argv.slice(1).join(" ");
  if (!shells.has(name)) return undefined;
  const flag = argv.findIndex((word, place) => place > 0 && /^-[a-zA-Z]*c/.test(word));
  return flag < 0 ? undefined : argv.slice(flag + 1).find((word) => !/^[-+]/.test(word));
}
