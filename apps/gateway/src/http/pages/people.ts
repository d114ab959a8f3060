import { formatPrincipal, plainText } from "@moltbot/core";
import type { User } from "@moltbot/pairing";
import { html } from "hono/html";
import { createIdentityDesk } from "../../identities/desk.ts";
import { lastSeenFirst } from "../../persons/last-seen.ts";
import { reachOf } from "../../persons/reach.ts";
import type { Policy } from "../../policy/policy.ts";
import { stateOf } from "../api/shapes.ts";
import type { HttpParts } from "../parts.ts";
import { exactName } from "../people.ts";
import type { HttpContext } from "../route.ts";
import type { Session } from "../sessions.ts";
import { claimsSection, keysHint } from "./claims.ts";
import { delegationsSection } from "./delegations.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";
import { when } from "./when.ts";

const filters = [
  ["", "Everybody"],
  ["paired", "Paired"],
  ["pending", "Waiting"],
  ["blocked", "Blocked"],
] as const;

const notes: Readonly<Record<string, string>> = {
  done: "Done. It counts from their next message on.",
  unchanged: "Nothing changed: it was so already.",
  forbidden: "That is not allowed for this person.",
  missing: "There is no such person.",
  "no-time": 'That is not a time. Write a number and a unit, e.g. "7 days".',
  erased: "Erased. Nothing of it can be brought back.",
};

/** The name to call a person by. */
export function userName(user: User): string {
  return (
    plainText(user.profile.displayName, 80) || plainText(user.profile.username, 80) || plainText(user.principal.id, 80)
  );
}

/** `/users`: everybody the bot knows, and where they stand. */
export async function showPeople(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const now = parts.app.clock.now();
  const state = filters.map(([name]) => name).find((name) => name === c.req.query("state")) ?? "";
  const wanted = (c.req.query("find") ?? "").trim().slice(0, 200);
  const found =
    wanted === ""
      ? await parts.app.stores.pairing.users({ limit: most, ...(state !== "" && { state }) })
      : await foundBy(parts, wanted);
  const users = await lastSeenFirst(parts.app.stores, found);
  const votes = await parts.app.pairing.delegations();
  const claims = state === "" && wanted === "" ? await createIdentityDesk(parts.app).claims({ limit: 100 }) : [];
  const note = c.req.query("note");
  const text = note !== undefined && Object.hasOwn(notes, note) ? notes[note] : undefined;
  const body = html`<div class="title"><h1>People</h1>${claims.length === 0 ? "" : keysHint}</div>
${text ? html`<div id="note" data-live role="status" class="note ${note === "done" || note === "erased" ? "good" : "warn"}">${text}</div>` : html`<div id="note" data-live></div>`}
<form method="get" action="/users" role="search" class="row find"><label class="sr" for="find">Find somebody</label>
<input id="find" name="find" value="${wanted}" placeholder="telegram:123, 123 or @name" maxlength="200" autocapitalize="off" spellcheck="false"><button>Find</button></form>
<nav class="filters" aria-label="Filter">${filters.map(([name, label]) => filterLink(name, label, state))}</nav>
<div id="people" data-live>${claimsSection(claims, session, now)}${users.length === 0 ? nobody(state, wanted) : html`<ul class="people">${users.map((user) => line(user, parts, session))}</ul>`}${users.length < most ? "" : html`<p class="muted">These are the ${most} that were seen last. Find others by their id or name.</p>`}
${delegationsSection(votes, session, now)}</div>`;
  return sendPage(c, page(parts, { title: "People", session, tab: "users", live: true, keys: "claims", body }));
}

function filterLink(name: string, label: string, current: string): Piece {
  return html`<a href="/users${name && `?state=${name}`}"${name === current ? html` aria-current="true"` : ""}>${label}</a>`;
}

const most = 500;

/** Everybody that an id or a name could mean. */
async function foundBy({ app }: HttpParts, wanted: string): Promise<readonly User[]> {
  const found = await app.pairing.find(wanted);
  if (found.status === "one") return [found.user];
  return found.status === "many" ? found.users : [];
}

function nobody(state: string, wanted: string): Piece {
  if (wanted !== "") {
    return html`<section class="empty"><p><strong>Nobody is known as ${plainText(wanted, 80)}.</strong></p><p>Only people who wrote to the bot are known, by their id or username. <a href="/users">See everybody</a></p></section>`;
  }
  const text = state === "" ? "The bot has met nobody yet." : "Nobody is in this list.";
  return html`<section class="empty"><p><strong>${text}</strong></p><p>People show up here once they ask to pair. <a href="/chat">Try it in the web chat</a></p></section>`;
}

const labels = { blocked: "blocked", paired: "paired", pending: "waiting", known: "not paired" } as const;

function line(user: User, { app }: HttpParts, session: Session): Piece {
  const now = app.clock.now();
  const state = stateOf(user);
  const path = `/users/${encodeURIComponent(exactName(user.principal))}`;
  const post = (verb: string, label: string): Piece =>
    html`<form method="post" action="${path}" data-enhance>${csrfField(session)}<button name="verb" value="${verb}">${label}</button></form>`;
  return html`<li class="card person"><header><h2><a href="${path}">${userName(user)}</a></h2><span class="badge ${state}">${labels[state]}</span>
<span class="muted push">seen ${when(user.lastSeenAt, now)}</span></header>
<p class="muted"><span class="mono">${plainText(formatPrincipal(user.principal), 120)}</span>${detail(user, app.policy(), now)}</p>
<div class="row">${state === "pending" ? html`<a class="button" href="/approvals#${user.pending?.id ?? ""}">Open request</a>` : ""}
${user.grant && !user.block ? html`<a class="button" href="${path}/unpair">Unpair…</a>` : ""}
${user.block ? post("unblock", "Unblock") : html`<a class="button danger-text" href="${path}/block">Block…</a>`}
<a class="button" href="${path}/privacy">Data…</a></div></li>`;
}

function detail(user: User, policy: Policy, now: number): Piece {
  const by = (names: readonly string[]): string => names.map((name) => plainText(name, 60)).join(" and ");
  if (user.block) {
    const reason = plainText(user.block.reason, 120);
    const { expiresAt } = user.block;
    const end = expiresAt === undefined ? "" : html`, until ${when(expiresAt, now)}`;
    return html`, blocked ${when(user.block.blockedAt, now)} by ${by([user.block.blockedBy])}${reason && ` (${reason})`}${end}`;
  }
  if (user.grant === undefined) return html``;
  const { grantedAt, approvedBy, expiresAt } = user.grant;
  const end = expiresAt === undefined ? "" : html`, until ${when(expiresAt, now)}`;
  const { agent, permissions } = reachOf(user, policy);
  const may = permissions.length === 0 ? "nothing" : permissions.join(", ");
  return html`, paired ${when(grantedAt, now)} by ${by(approvedBy) || "the operator"}${end}, agent ${plainText(agent, 40)}: ${may}`;
}
