import type { Approval, GrantScope } from "@moltbot/approvals";
import { formatDuration, formatPrincipal, isId, type Notice, type Principal, plainText } from "@moltbot/core";
import { answeredExecCard } from "../exec/approvals/cards.ts";
import { readScope } from "../exec/approvals/scopes.ts";
import { dateText } from "./dates.ts";
import { payloadOf } from "./payload.ts";

/** What an approval button asks for. */
export interface ButtonPress {
  readonly verb: "approve" | "deny" | "block";
  readonly id: string;
  /** How far a yes about a command reaches. */
  readonly scope?: GrantScope;
}

const verbs = ["approve", "deny", "block"] as const;

/** Reads a button's payload; anything we did not make is `undefined`. It authorises nothing: the clicker is checked. */
export function readButton(payload: string): ButtonPress | undefined {
  const [mark, word, id = "", ...more] = payload.split(":");
  if (mark !== "m1" || more.length > 0 || !isId(id)) return undefined;
  const scope = isId(id, "exec") ? readScope(word) : undefined;
  if (scope !== undefined) return { verb: "approve", id, scope };
  const verb = verbs.find((name) => name === word);
  return verb === undefined ? undefined : { verb, id };
}

/** By which right somebody is told of a request: approvers may block, too. */
export type CardFor =
  | { readonly kind: "approver" }
  | { readonly kind: "delegate"; readonly of: string }
  /** It waited this long, milliseconds. */
  | { readonly kind: "late"; readonly waitedMs: number; readonly mayBlock: boolean };

/** The card that tells somebody about a pairing request (SPEC R3.4): text first, buttons where there are any. */
export function pairingCard(approval: Approval, to: Principal, why: CardFor = { kind: "approver" }): Notice {
  const { id } = approval;
  const mayBlock = why.kind === "approver" || (why.kind === "late" && why.mayBlock);
  const block = { label: "Block", payload: `m1:block:${id}`, style: "danger" } as const;
  const reply = [`/approve ${id}`, `/deny ${id}`, ...(mayBlock ? [`/block ${personIn(approval)}`] : [])];
  return {
    to,
    card: id,
    text: `${heading(why)}\n\n${describe(approval)}\n\nReply:\n${reply.join("\n")}`,
    actions: [
      [
        { label: "Approve", payload: `m1:approve:${id}`, style: "primary" },
        { label: "Deny", payload: `m1:deny:${id}` },
        ...(mayBlock ? [block] : []),
      ],
    ],
  };
}

function heading(why: CardFor): string {
  if (why.kind === "late") return `⏰ Pairing Request, unanswered for ${formatDuration(why.waitedMs)}`;
  return why.kind === "delegate"
    ? `🔔 Pairing Request, for you to answer for ${plainText(why.of)}`
    : "🔔 Pairing Request";
}

/** What replaces a card once its question is answered. */
export function answeredCard(approval: Approval): string {
  if (approval.kind === "exec") return answeredExecCard(approval);
  const by = approval.votes.map((vote) => vote.by).join(", ");
  const how = by === "" ? approval.status : `${approval.status} by ${plainText(by)}`;
  return `🔔 Pairing Request\n\n${describe(approval)}\n\n— ${how}`;
}

/** Identity of the person that a request is about, as `/block` takes it. */
export function personIn(approval: Approval): string {
  const payload = payloadOf(approval);
  return formatPrincipal({ channel: payload.channel, account: payload.account, id: plainText(payload.userId) });
}

function describe(approval: Approval): string {
  const payload = payloadOf(approval);
  const handle = payload.username === undefined ? "" : ` (@${plainText(payload.username, 64)})`;
  const lines = [
    `From: ${plainText(payload.displayName ?? "unnamed", 80)}${handle}`,
    `Platform: ${payload.channel}`,
    `Id: ${personIn(approval)}`,
    payload.phone === undefined ? undefined : `Phone: ${plainText(payload.phone, 32)}`,
    `Code: ${payload.code} (ask them for it to be sure who they are)`,
    payload.claim === undefined
      ? undefined
      : `Claims entry: ${plainText(payload.claim, 64)} (anyone can take such a name)`,
    payload.claimPinnedTo === undefined
      ? undefined
      : `⚠ That entry is already pinned to ${plainText(payload.claimPinnedTo, 300)}: this is somebody else`,
    payload.firstMessage === undefined ? undefined : `First message: "${plainText(payload.firstMessage, 160)}"`,
    payload.renews === undefined ? undefined : `Renewal: paired now, until ${dateText(payload.renews)}`,
    approval.required > 1 ? `Needs: ${approval.required} approvals` : undefined,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}
