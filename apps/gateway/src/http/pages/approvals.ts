import type { Approval, GrantScope } from "@moltbot/approvals";
import { html } from "hono/html";
import { operatorCaller } from "../../devices/callers.ts";
import { readScope } from "../../exec/approvals/scopes.ts";
import { answerRequest, readVerb, type Verb } from "../answer-request.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { commandCard } from "./command-card.ts";
import { confirmBody } from "./confirm.ts";
import { decisionsSection, recentDecisions } from "./decisions.ts";
import { deviceCard } from "./device-card.ts";
import { grantsSection, revoke } from "./grants.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { requestNote } from "./notes.ts";
import { askerName, requestCard } from "./request-card.ts";

const by = operatorCaller("dashboard");

/** `/approvals`: who waits, what was decided, and the answers (SPEC R3.4, R9.3). */
export function approvalsPages(parts: HttpParts): SignedInRoute[] {
  const { app } = parts;
  return [
    {
      method: "GET",
      path: "/approvals",
      access: "signed-in",
      handle: (c, session) => showApprovals(c, parts, session),
    },
    {
      method: "POST",
      path: "/approvals/:id",
      access: "signed-in",
      handle: (c, _session, form) => answer(c, parts, readDecision(form.get("decision"))),
    },
    {
      method: "POST",
      path: "/grants/:id/revoke",
      access: "signed-in",
      handle: (c) => revoke(c, parts),
    },
    {
      method: "GET",
      path: "/approvals/:id/block",
      access: "signed-in",
      handle: async (c, session) => {
        const approval = await app.stores.approvals.get(c.req.param("id") ?? "");
        if (approval === undefined) return c.redirect("/approvals?note=missing", 303);
        const name = askerName(approval);
        const body = confirmBody(session, {
          question: `Block ${name}?`,
          what: html`<p>They get no answer any more, whatever they send, and their request ends. You can unblock them under People.</p>`,
          action: `/approvals/${encodeURIComponent(approval.id)}`,
          fields: { decision: "block" },
          yes: `Block ${name}`,
          back: "/approvals",
        });
        return sendPage(c, page(parts, { title: "Block", session, tab: "approvals", body }));
      },
    },
  ];
}

async function showApprovals(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { app } = parts;
  const now = app.clock.now();
  const about = c.req.query("about");
  const [people, devices, commands, grants, decisions, approval] = await Promise.all([
    app.pairing.pending({ limit: most + 1 }),
    app.devices.pending(by),
    app.exec.pending({ limit: most + 1 }),
    app.exec.grants({ limit: 200 }),
    recentDecisions(app.stores.audit),
    about === undefined ? undefined : app.stores.approvals.get(about),
  ]);
  // Commands and devices first: they wait for minutes, people for an hour.
  const waiting = [...commands, ...devices, ...people].filter((each) => each.expiresAt > now);
  const shown = waiting.slice(0, most);
  const body = html`<div class="title"><h1>Approvals</h1>
<p class="muted hint" data-script-only hidden>Keys: <kbd>j</kbd> <kbd>k</kbd> move, <kbd>a</kbd> approve, <kbd>d</kbd> deny, <kbd>b</kbd> block, <button class="link" data-open-help>more (<kbd>?</kbd>)</button></p></div>
${requestNote(c.req.query("note"), approval, now)}
<noscript><p class="muted">Reload this page to see new requests.</p></noscript>
<p id="elsewhere" role="status" class="note warn" hidden></p>
<div id="requests" data-live>${waitingList(shown, waiting.length > most, { session, now })}</div>
<div id="grants" data-live>${grantsSection(grants, session, now)}</div>
<div id="decisions" data-live>${decisionsSection(decisions, now)}</div>`;
  return sendPage(
    c,
    page(parts, {
      title: title(shown.length, waiting.length > most),
      session,
      tab: "approvals",
      live: true,
      keys: "requests",
      body,
    }),
  );
}

/** Requests on one page; the others come up as these are answered. */
const most = 200;

function title(count: number, more: boolean): string {
  return count === 0 ? "Approvals" : `(${count}${more ? "+" : ""}) Approvals`;
}

function waitingList(
  waiting: readonly Approval[],
  more: boolean,
  { session, now }: { session: Session; now: number },
): Piece {
  if (waiting.length === 0) {
    return html`<section class="empty"><p><strong>Nobody is waiting.</strong></p>
<p>When somebody new writes to the bot, they are told to send <code>/pair</code>. Their request then appears here, and on the channels of your approvers.</p>
<p><a href="/chat">Try it in the web chat</a></p></section>`;
  }
  const cards = waiting.map((approval) => cardOf(approval)(approval, session, now));
  const rest = more ? html` More wait than fit here: they come up as you answer these.` : "";
  return html`<p class="muted">${countText(waiting)}${rest}</p>${cards}`;
}

function cardOf({ kind }: Approval): typeof requestCard {
  if (kind === "exec") return commandCard;
  return kind === "device" ? deviceCard : requestCard;
}

function countText(waiting: readonly Approval[]): string {
  const count = (kind: string, one: string, many: string): string[] => {
    const found = waiting.filter((each) => each.kind === kind).length;
    return found === 0 ? [] : [found === 1 ? `one ${one}` : `${found} ${many}`];
  };
  const parts = [
    ...count("exec", "command", "commands"),
    ...count("device", "device", "devices"),
    ...count("pairing", "person", "people"),
  ];
  const last = parts.pop() ?? "";
  const text = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} ${waiting.length === 1 ? "is" : "are"} waiting.`;
}

/** What a button of a card says: a scope is a yes that reaches so far. */
function readDecision(text: string | null): { verb: Verb; scope?: GrantScope } | undefined {
  const scope = readScope(text);
  const verb = scope === undefined ? readVerb(text) : "approve";
  return verb === undefined ? undefined : { verb, ...(scope === undefined ? {} : { scope }) };
}

async function answer(c: HttpContext, parts: HttpParts, said: ReturnType<typeof readDecision>): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const { verb, ...scope } = said ?? {};
  const outcome = verb === undefined ? undefined : await answerRequest(parts.app, id, verb, { by, ...scope });
  if (outcome === undefined || outcome.status === "not_found") return c.redirect("/approvals?note=missing", 303);
  const refused = outcome.status === "blocked" && outcome.outcome.status === "forbidden";
  return c.redirect(`/approvals?note=${refused ? "forbidden" : outcome.status}&about=${encodeURIComponent(id)}`, 303);
}
