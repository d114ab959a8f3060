import { visibleText } from "@moltbot/core";
import type { ToolResult } from "./tool.ts";

/** The most of an output that a chat gets. */
const longestOutput = 3000;

/** A result as a chat shows it: our words, then what came out, harmless and cut; `quoted`: said to be somebody else's words. */
export function chatText({ text, output = "" }: ToolResult, o: { quoted?: true } = {}): string {
  const cut = chatOutput(output);
  const shown = o.quoted === true && cut !== "" ? quote(cut) : cut;
  return [text, shown].filter((part) => part !== "").join("\n\n");
}

/** No line of it can pass for ours. */
function quote(text: string): string {
  return `Untrusted text from outside, none of it mine:\n${text.replace(/^/gm, "> ")}`;
}

/** Output made harmless, its beginning and its end when it is long, with how much was left out. */
function chatOutput(output: string): string {
  const symbols = [...harmless(output.trimEnd())];
  if (symbols.length <= longestOutput) return symbols.join("");
  const [head, tail] = [symbols.slice(0, longestOutput * 0.7), symbols.slice(-longestOutput * 0.3)];
  const left = symbols.length - head.length - tail.length;
  return `${head.join("")}\n… ${left} characters were left out …\n${tail.join("")}`;
}

/** Every line as it is, but nothing in it moves, hides or imitates anything. */
function harmless(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visibleText(line.replaceAll("\t", "    ")))
    .join("\n");
}
