import type { Approval, Grant, GrantScope } from "@moltbot/approvals";
import { hasUnsafeText, type JsonObject, plainText, visibleText } from "@moltbot/core";
import { maskSecrets } from "./mask.ts";
import { readExecPayload } from "./payload.ts";
import { offeredScopes } from "./scopes.ts";

/** Most characters of a description that a chat can show in one piece; longer ones are decided at the dashboard (SPEC R7.4). */
const mostInChat = 2500;

/**
 * A command as it is shown, everywhere: complete, one line each, every character visible. Only values that look like
 * secrets are masked. Plain text: pages still escape it.
 */
export interface CommandView {
  /** The line as it was typed. */
  readonly line: string;
  /** Every command in it, by its words. */
  readonly commands: readonly string[];
  /** Where it starts. */
  readonly directory: string;
  readonly where: "sandbox" | "host";
  readonly agent: string;
  readonly session: string;
  readonly because: string;
  /** SHA-256 of what runs: what an answer binds to. */
  readonly digest: string;
  /** Whether something is masked. */
  readonly masked: boolean;
  /** How far a yes may reach. */
  readonly scopes: readonly GrantScope[];
}

/** The command that a question asks about; `undefined` when it cannot be read, and then it can only be denied. */
export function commandView(approval: Pick<Approval, "kind" | "payload">): CommandView | undefined {
  const payload = readExecPayload(approval);
  if (payload === undefined) return undefined;
  const raw = [payload.line, ...payload.commands.map(showWords), payload.plan.cwd ?? ""];
  const [line = "", ...rest] = raw.map((text, index) => maskSecrets(index === 0 ? visibleText(text) : text));
  return {
    line,
    commands: rest.slice(0, -1),
    directory: payload.plan.cwd === undefined ? "not known" : showWord(payload.plan.cwd),
    where: payload.where,
    agent: plainText(payload.agentId),
    session: plainText(payload.session),
    because: maskSecrets(visibleText(payload.because)),
    digest: payload.plan.digest,
    masked: [line, ...rest].some((text) => text.includes("•••[")),
    scopes: offeredScopes(payload.mode),
  };
}

/** The command that a grant lets run, as its question showed it. */
export function grantView(grant: Grant): CommandView | undefined {
  return commandView({ kind: grant.kind, payload: grant.payload as JsonObject });
}

/** Whether a chat can show the command in one piece. */
export function fitsChat({ line, commands, directory, because }: CommandView): boolean {
  return [line, ...commands, directory, because].reduce((sum, text) => sum + text.length + 4, 0) <= mostInChat;
}

/** The words of a command so that two commands that differ never look the same. */
function showWords(argv: readonly string[]): string {
  return argv.map(showWord).join(" ");
}

function showWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!hasUnsafeText(word) && !/['\\]/.test(word)) return `'${word}'`;
  return `"${visibleText(word).replaceAll('"', '\\"')}"`;
}
