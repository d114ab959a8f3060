import type { Approval, GrantScope } from "@moltbot/approvals";
import { formatDuration, formatPrincipal, type Notice, type Principal, plainText } from "@moltbot/core";
import { type CommandView, commandView, fitsChat } from "./view.ts";

const title = "🔔 Command Request";
const labels: Readonly<Record<GrantScope, string>> = { once: "Once", session: "Session", always: "Always" };

/** Who asked, in words: `John (telegram:200)`. */
export function askedBy({ requester, payload }: Pick<Approval, "requester" | "payload">): string {
  const id = requester === undefined ? "?" : plainText(formatPrincipal(requester));
  const name = plainText(payload["displayName"] ?? payload["username"], 80);
  return name === "" ? id : `${name} (${id})`;
}

/** The line as one piece, for answers about it; cut, so never what a decision rests on. */
export function shortLine(approval: Pick<Approval, "kind" | "payload">, max = 120): string {
  const view = commandView(approval);
  return view === undefined ? "a command" : plainText(view.line, max);
}

/** Whether a yes can be given in a chat: only where the whole command can be shown in it (SPEC R7.4). */
export function isForChat(approval: Pick<Approval, "kind" | "payload">): boolean {
  const view = commandView(approval);
  return view !== undefined && fitsChat(view);
}

/** The card that tells one approver about a command (SPEC R7.4, R7.7): text first, buttons where there are any. */
export function execCard(approval: Approval, to: Principal, now: number): Notice {
  const view = commandView(approval);
  const scopes = chatScopes(view);
  const left = `Answer within: ${formatDuration(Math.max(0, approval.expiresAt - now))} (no answer is a no)`;
  const yes = scopes.map((scope, index) => ({
    label: labels[scope],
    payload: `m1:${scope}:${approval.id}`,
    ...(index === 0 ? { style: "primary" as const } : {}),
  }));
  return {
    to,
    card: approval.id,
    text: `${title}\n\n${describe(approval, view)}\n${left}\n\nReply:\n${replies(approval, scopes)}`,
    actions: [[...yes, { label: "Deny", payload: `m1:deny:${approval.id}`, style: "danger" as const }]],
  };
}

/** One pending question in a list: as complete as its card, because people answer from the list, too. */
export function pendingCommand(approval: Approval): string {
  const view = commandView(approval);
  return `${describe(approval, view)}\n${replies(approval, chatScopes(view))}`;
}

function chatScopes(view: CommandView | undefined): readonly GrantScope[] {
  return view !== undefined && fitsChat(view) ? view.scopes : [];
}

function replies({ id }: Approval, scopes: readonly GrantScope[]): string {
  return [...scopes.map((scope) => `/approve ${id} ${scope}`), `/deny ${id}`].join("\n");
}

/** What replaces a card once its question is answered. */
export function answeredExecCard(approval: Approval): string {
  const by = approval.votes.map((vote) => vote.by).join(", ");
  const how = by === "" || approval.status === "expired" ? approval.status : `${approval.status} by ${plainText(by)}`;
  return `${title}\n\n${describe(approval, commandView(approval))}\n\n— ${how}`;
}

function describe(approval: Approval, view: CommandView | undefined): string {
  const lines =
    view === undefined
      ? ["The stored command is damaged: it can only be denied."]
      : fitsChat(view)
        ? whole(view)
        : tooLong(view);
  const needs = approval.required > 1 ? [`Needs: ${approval.required} approvals`] : [];
  return [...lines, `Asked by: ${askedBy(approval)}`, ...needs].join("\n");
}

function whole(view: CommandView): readonly string[] {
  return [
    `Command: ${view.line}`,
    "It runs:",
    ...view.commands.map((words, index) => `${index + 1}. ${words}`),
    `Directory: ${view.directory} (${placeWords(view)})`,
    `Agent: ${view.agent}, session ${view.session}`,
    `Why it asks: ${view.because}`,
    ...(view.masked ? [maskNote] : []),
    `Digest: ${view.digest.slice(0, 16)}`,
  ];
}

/** What a mask stands for, in words. */
export const maskNote = "•••[n] hides a value of n characters that looks like a secret; what runs has it.";

/** Where it runs, in words. */
export function placeWords({ where }: Pick<CommandView, "where">): string {
  return where === "host" ? "on the host, outside the sandbox" : "in the sandbox";
}

function tooLong(view: CommandView): readonly string[] {
  return [
    `The command is too long to be shown here whole (${view.line.length} characters), so nobody can approve it here.`,
    "Open the dashboard (page Approvals) to read and approve it, or deny it here.",
    `Runs: ${placeWords(view)}`,
    `Agent: ${view.agent}, session ${view.session}`,
  ];
}
