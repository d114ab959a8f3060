import { visibleText } from "@moltbot/core";
import type { ConfigProblem } from "./problem.ts";
import { isReference, isSecretName, isSensitiveAnywhere, looksSecret } from "./sensitive.ts";
import { cutLines } from "./text/lines.ts";
import { locate } from "./text/locate.ts";
import { readText } from "./text/read.ts";

const widest = 100;
const most = 50;

/**
 * Problems for people: for each the line of its file, a mark under the place, the sentence and what to do. `text` is the
 * text of the one file, or the texts of all by name. Secrets in the shown lines are masked; after the first 50 the rest
 * is counted. Ends with a line break.
 */
export function formatProblems(
  problems: readonly ConfigProblem[],
  text: string | ReadonlyMap<string, string>,
  o: { file?: string } = {},
): string {
  const main = o.file ?? problems[0]?.file ?? "The configuration";
  const files = [...new Set(problems.map(({ file }) => file ?? main))];
  const shown = problems.slice(0, most);
  const rest = problems.length > most ? `\n  … and ${problems.length - most} more\n` : "";
  const parts = (files.length === 0 ? [main] : files).map((file) => {
    const textOf = typeof text === "string" ? text : (text.get(file) ?? "");
    const own = problems.filter((one) => (one.file ?? main) === file);
    const count = own.length === 1 ? "1 problem" : `${own.length} problems`;
    const name = typeof text === "string" ? main : file;
    const pictures = picturesOf(
      shown.filter((one) => (one.file ?? main) === file),
      textOf,
    );
    return `${visibleText(name)} has ${count}\n\n${pictures.join("\n\n")}\n`;
  });
  return parts.join("\n") + rest;
}

function picturesOf(problems: readonly ConfigProblem[], text: string): readonly string[] {
  const { lines } = cutLines(maskSecrets(text));
  const digits = String(Math.max(1, ...problems.map(({ line }) => line))).length;
  return problems.map((problem) => {
    const { cut, column, length } = window(lines[problem.line - 1] ?? "", problem);
    const gutter = " ".repeat(digits);
    const place = problem.path === "" ? "" : `${visibleText(problem.path)}: `;
    const meant = problem.suggestion === undefined ? "" : ` Did you mean "${problem.suggestion}"?`;
    // What came from the environment has no line to show in an empty file.
    const picture = [
      `  ${String(problem.line).padStart(digits)} │ ${cut}`,
      `  ${gutter} │ ${" ".repeat(column - 1)}${"^".repeat(length)}`,
    ];
    return [
      ...(cut.trim() === "" ? [] : picture),
      `  ${place}${visibleText(problem.message)}.${meant}`,
      ...(problem.hint === undefined ? [] : [`     ${visibleText(problem.hint)}`]),
    ].join("\n");
  });
}

/** The part of a long line around the problem, harmless for a terminal: one column stays one column. */
function window(line: string, at: { column: number; length: number }): { cut: string; column: number; length: number } {
  const start = at.column + at.length <= widest ? 0 : Math.max(0, at.column - 20);
  const cut = line
    .slice(start, start + widest)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (symbol) => " ".repeat(symbol.length));
  const column = at.column - start;
  return { cut, column, length: Math.max(1, Math.min(at.length, widest - column + 1)) };
}

const stars = (shown: string): string => shown.replace(/[^\n\r"']/g, "*");

/** The text with every secret replaced by as many asterisks, so that columns stay. */
function maskSecrets(text: string): string {
  // Damaged or endlessly nested text is not worth locating.
  const places = readText(text).ok ? locate(text) : undefined;
  let masked = places ? "" : maskLoose(text);
  let done = 0;
  for (const { path, value, span } of places?.literals ?? []) {
    const hidden =
      !isReference(value) && (isSensitiveAnywhere(path) || (typeof value === "string" && looksSecret(value)));
    masked += text.slice(done, span[0]) + (hidden ? stars(text.slice(...span)) : text.slice(...span));
    done = span[1];
  }
  if (places) masked += text.slice(done);
  // Comments may hold an old token.
  return masked.replace(/[\w:.+/=-]{20,}/g, (word) => (looksSecret(word) ? stars(word) : word));
}

// In a text that cannot be parsed a quoted text is hidden when it is long, or the word before it sounds like a secret.
function maskLoose(text: string): string {
  return text.replace(
    /(\w{0,64}["']?\s{0,8}:\s{0,8})?(["'])((?:(?!\2)[^\\\n\r]|\\.)*)/g,
    (whole, key: string | undefined, _quote, inner: string) => {
      const name = key?.replace(/\W/g, "") ?? "";
      if (inner.length < 16 && !isSecretName(name) && name !== "url") return whole;
      return (key ?? "") + stars(whole.slice(key?.length ?? 0));
    },
  );
}
