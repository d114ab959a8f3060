import { MoltbotError, plainText } from "@moltbot/core";
import type { Explanation, Gate } from "@moltbot/gateway";
import { askWhy } from "../backend/explain-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Sink } from "../io.ts";
import { pad } from "../output/cut.ts";
import { addressOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { showPlace } from "../output/rule-place.ts";
import { type Look, paint } from "../output/style.ts";
import { wrapped } from "../output/wrap.ts";

/** What `explain` is asked, as typed. */
export interface ExplainOptions {
  readonly from?: string;
  readonly text?: string;
  readonly group?: string;
  readonly mention?: boolean;
  readonly reply?: boolean;
  readonly tool?: string;
  readonly command?: string;
}

/** `explain`. */
export async function explain(context: Context, who: string | undefined, o: ExplainOptions): Promise<ExitCode> {
  const { from, mention = false, reply = false, text = "Hello", ...rest } = o;
  const explained = await askWhy(context, { ...rest, who: onePerson(who, from), text, mention, reply });
  const code = isFine(explained) ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, explained);
    return code;
  }
  const { out } = context.io;
  out.write(`${headline(out, explained)}\n\n${gateLines(out, explained.gates)}`);
  for (const line of askedToo(out, explained)) out.write(`\n${line}\n`);
  suggest(context, explained);
  return code;
}

function onePerson(who: string | undefined, from: string | undefined): string {
  if (who !== undefined && from !== undefined && who !== from) {
    throw new MoltbotError("invalid", "explain asks about one person, and two are named", {
      hint: "Leave one of them out.",
    });
  }
  const person = who ?? from;
  if (person !== undefined) return person;
  throw new MoltbotError("invalid", "explain needs to know who writes", {
    hint: "Name somebody: moltbot explain telegram:123456789",
  });
}

function isFine({ outcome, tool, command }: Explanation): boolean {
  const answered = outcome === "answers" || outcome === "carries-out";
  return answered && tool?.decision.allowed !== false && (command === undefined || command.decision === "allow");
}

const outcomes: Readonly<Record<Explanation["outcome"], readonly [Look, string]>> = {
  answers: ["green", "is answered"],
  "carries-out": ["green", "is obeyed"],
  "offers-pairing": ["yellow", "is asked to pair"],
  notice: ["yellow", "hears one line, and no answer"],
  silent: ["red", "hears nothing"],
  unreached: ["red", "is not heard"],
};

function headline(out: Sink, explained: Explanation): string {
  const { text, group, outcome, reason } = explained;
  const where = group === undefined ? "" : ` in group ${plainText(group, 80)}`;
  const [look, words] = outcomes[outcome];
  const said = JSON.stringify(plainText(text, 80));
  return `${plainText(addressOf(explained), 300)}, who writes ${said}${where}, ${paint(out, look, words)}: ${reason}`;
}

const verdicts: Readonly<Record<Gate["verdict"], readonly [Look, string]>> = {
  passes: ["dim", "passes"],
  admits: ["green", "lets in"],
  offers: ["yellow", "asks to pair"],
  stops: ["red", "stops"],
  unasked: ["dim", "not asked"],
};

const columns = { gate: 14, verdict: 14 };

function gateLines(to: Sink, gates: readonly Gate[]): string {
  const lines = gates.map(({ gate, verdict, says, place }) => {
    const [look, word] = verdicts[verdict];
    const head = `${pad(gate, columns.gate)}${paint(to, look, pad(word, columns.verdict))}`;
    const where = place === undefined ? "" : ` (${showPlace(place)})`;
    return wrapped(head, `${says}${where}`, { headWidth: columns.gate + columns.verdict, width: to.columns });
  });
  return lines.join("");
}

function askedToo(out: Sink, { tool, command }: Explanation): readonly string[] {
  const lines: string[] = [];
  if (tool !== undefined) {
    const { allowed, because } = tool.decision;
    const word = allowed ? paint(out, "green", "allowed") : paint(out, "red", "refused");
    lines.push(`tool ${plainText(tool.tool, 100)}: ${word}. ${plainText(because, 300)}`);
  }
  if (command !== undefined) {
    const look = { allow: "green", ask: "yellow", deny: "red" } as const;
    const word = paint(out, look[command.decision], command.decision);
    lines.push(`command ${plainText(command.line, 200)}: ${word}. ${plainText(command.because, 300)}`);
  }
  return lines;
}

function suggest(context: Context, explained: Explanation): void {
  const { change } = explained;
  const words = change === undefined ? nextOf(explained) : change.command;
  if (words !== undefined) sayNext(context, ...words);
  else if (change !== undefined) say(context, `${paint(context.io.err, "cyan", "→")} ${plainText(change.text, 500)}`);
}

function nextOf(explained: Explanation): readonly string[] | undefined {
  const { outcome, tool, command } = explained;
  const who = addressOf(explained);
  if (tool?.decision.allowed === false) return ["tools", "explain", tool.tool, "--from", who];
  if (command !== undefined && command.decision !== "allow") {
    return ["exec", "explain", command.line, "--agent", command.agent];
  }
  return outcome === "answers" ? ["users", "show", who, "--verbose"] : undefined;
}
