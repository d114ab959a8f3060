import type { Approval } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { when } from "./when.ts";

/** Who asks, in words. */
export function askerName(approval: Approval): string {
  const { displayName, username, userId } = approval.payload;
  return plainText(displayName, 80) || handle(username) || plainText(userId, 80) || "Somebody";
}

function handle(username: unknown): string {
  const clean = plainText(username, 80);
  return clean === "" || clean.startsWith("@") ? clean : `@${clean}`;
}

function row(label: string, value: Piece | string): Piece | string {
  return value === "" ? "" : html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** One pending request with everything an approver should see (SPEC R3.3) and the three answers. */
export function requestCard(approval: Approval, session: Session, now: number): Piece {
  const { payload } = approval;
  const text = (key: string, max = 120): string => plainText(payload[key], max);
  const firstMessage = text("firstMessage", 500);
  const name = askerName(approval);
  const username = handle(payload["username"]);
  const path = `/approvals/${encodeURIComponent(approval.id)}`;
  return html`<article class="card" id="${approval.id}" data-request tabindex="-1" aria-labelledby="name-${approval.id}">
<header><h2 id="name-${approval.id}">${name}</h2>${username && username !== name ? html`<span class="muted">${username}</span>` : ""}
<span class="muted push">asked ${when(approval.createdAt, now)}</span></header>
${text("claim") ? html`<p class="claim"><strong>Says to be ${text("claim")}</strong>, a name on your allowlist. Names can be borrowed: compare the code before you approve.${text("claimPinnedTo") ? html` <strong>It is already pinned to ${text("claimPinnedTo")}: this is somebody else.</strong>` : ""}</p>` : ""}
${firstMessage ? html`<blockquote>${firstMessage}</blockquote>` : ""}
<dl class="facts">
${row("Code", text("code") && html`<span class="code">${text("code")}</span>`)}
${row("Platform", platform(approval))}
${row("User id", text("userId") && html`<span class="mono">${text("userId")}</span>`)}
${row("Phone", text("phone"))}
${row("Expires", when(approval.expiresAt, now))}
${row("Approvals", votes(approval))}
${row("Renewal", typeof payload["renews"] === "number" ? html`paired now, until ${when(payload["renews"], now)}` : "")}
${row("Passed on", typeof payload["escalatedAt"] === "number" ? when(payload["escalatedAt"], now) : "")}
</dl>
<div class="row">
<form method="post" action="${path}" data-enhance>${csrfField(session)}
<button class="primary" name="decision" value="approve" data-key="a">Approve</button>
<button name="decision" value="deny" data-key="d">Deny</button></form>
<a class="button danger-text" href="${path}/block" data-key="b">Block…</a>
<span class="muted push mono small">${approval.id}</span>
</div></article>`;
}

function platform(approval: Approval): string {
  const { channel, account } = approval.payload;
  const extra = account === "default" || typeof account !== "string" ? "" : ` (${plainText(account, 60)})`;
  return `${plainText(channel, 40)}${extra}`;
}

/** How many said yes, and who. */
export function votes(approval: Approval): string {
  const names = approval.votes.filter((vote) => vote.decision === "approve").map((vote) => plainText(vote.by, 60));
  const count = `${names.length} of ${approval.required}`;
  return names.length === 0 ? count : `${count}, by ${names.join(" and ")}`;
}
