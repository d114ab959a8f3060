import { messageOf } from "@moltbot/core";
import { html } from "hono/html";
import type { Examination } from "../../doctor/examination.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { decisionsSection, recentDecisions } from "./decisions.ts";
import { healthSection } from "./health.ts";
import { page, sendPage } from "./layout.ts";
import { needsOf, needsSection } from "./needs.ts";
import { readSpan, trafficSection } from "./traffic.ts";

/** How old the doctor's findings may be that the overview shows. */
const freshMs = 5 * 60_000;
/** How long the overview waits for the doctor. It never waits for a slow sandbox engine. */
const patienceMs = 1000;

/** `/`: what needs the operator, how everything is doing, and what happened lately (SPEC R9.3). */
export function overviewPages(parts: HttpParts): SignedInRoute[] {
  return [{ method: "GET", path: "/", access: "signed-in", handle: (c, session) => showOverview(c, parts, session) }];
}

async function showOverview(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { app } = parts;
  const now = app.clock.now();
  const found = await examined(parts);
  const [needs, health, traffic, decisions] = await Promise.all([
    needsOf(app, found),
    healthSection(app, found),
    trafficSection(app.stores.audit, readSpan(c.req.query("span")), now),
    recentDecisions(app.stores.audit, 5),
  ]);
  const body = html`<div class="title"><h1>Overview</h1></div>
<div id="needs" data-live>${needsSection(needs)}</div>
<div id="health" data-live>${health}</div>
<div id="traffic" data-live>${traffic}</div>
<div id="decisions" data-live>${decisionsSection(decisions, now)}</div>`;
  const title = needs.length === 0 ? "Overview" : `(${needs.length}) Overview`;
  return sendPage(c, page(parts, { title, session, tab: "overview", live: true, body }));
}

/** What the doctor says, or said last, or nothing yet: the page is there at once, and shows the rest when it is asked again. */
function examined({ app }: HttpParts): Promise<Examination | undefined> {
  return new Promise((resolve) => {
    const cancel = app.clock.after(patienceMs, () => resolve(app.doctor.latest()));
    app.doctor
      .examine({ maxAgeMs: freshMs, walk: false })
      .then(resolve, (error: unknown) => {
        app.log.warn("the doctor could not look", { error: messageOf(error) });
        resolve(app.doctor.latest());
      })
      .finally(cancel);
  });
}
