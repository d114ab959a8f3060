import { basename } from "node:path";
import { plainText } from "@moltbot/core";
import type { Finding, Severity } from "@moltbot/doctor";
import { html } from "hono/html";
import type { Examination } from "../../doctor/examination.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";
import { when } from "./when.ts";

/** How old findings may be that a look at the page shows. */
const freshMs = 60_000;

/** `/doctor`: what `moltbot doctor` finds, with what to do, and what is fine (SPEC R9.2, R9.3). */
export function doctorPages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/doctor", access: "signed-in", handle: (c, session) => show(c, parts, session) },
    {
      method: "POST",
      path: "/doctor",
      access: "signed-in",
      handle: async (c) => {
        await parts.app.doctor.examine();
        return c.redirect("/doctor", 303);
      },
    },
  ];
}

async function show(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const found = await parts.app.doctor.examine({ maxAgeMs: freshMs });
  const body = html`<div class="title"><h1>Doctor</h1>
<p class="muted hint">Looked at ${when(found.at, parts.app.clock.now())}</p></div>
<form method="post" action="/doctor" class="row">${csrfField(session)}<button>Look again</button>
<span class="muted small">In a terminal: <code>moltbot doctor</code>, and <code>moltbot doctor --fix</code> for what has one answer.</span></form>
${findingsOf(found)}`;
  return sendPage(c, page(parts, { title: "Doctor", session, tab: "doctor", body }));
}

const looks: Readonly<Record<Severity, string>> = { critical: "bad", warning: "warn", info: "", ok: "good" };

function findingsOf({ findings }: Examination): Piece {
  const fine = findings.filter(({ severity }) => severity === "ok");
  const rest = findings.filter(({ severity }) => severity !== "ok");
  return html`<p>${summary(findings)}</p>
${rest.length === 0 ? html`<section class="empty"><p><strong>Nothing to do.</strong></p><p>No risk was found in the config, the files and the running system.</p></section>` : rest.map(card)}
${fine.length === 0 ? "" : html`<section aria-labelledby="fine"><h2 id="fine" class="apart">What is fine</h2><ul class="log">${fine.map(({ title }) => html`<li><span class="badge good">ok</span> <span>${plainText(title, 200)}</span></li>`)}</ul></section>`}`;
}

function summary(findings: readonly Finding[]): string {
  const counted = findings.filter(({ acknowledged }) => acknowledged !== true);
  const count = (severity: Severity): number => counted.filter((one) => one.severity === severity).length;
  const accepted = findings.length - counted.length;
  const warnings = count("warning");
  return [
    `${count("critical")} critical`,
    `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    `${count("ok")} fine`,
    ...(accepted === 0 ? [] : [`${accepted} acknowledged`]),
  ].join(", ");
}

function card(finding: Finding): Piece {
  const { id, severity, title, detail, fix, acknowledged } = finding;
  const place = placeOf(finding);
  return html`<article class="card finding"><header><span class="badge ${acknowledged ? "" : looks[severity]}">${acknowledged ? "acknowledged" : severity}</span>
<h2>${plainText(title, 200)}</h2><span class="push muted mono">${plainText(id, 80)}</span></header>
${place === "" ? "" : html`<p class="mono small">${place}</p>`}
${detail === "" ? "" : html`<p>${plainText(detail, 2000)}</p>`}
${fix === undefined ? "" : html`<p class="fix"><strong>What to do:</strong> ${plainText(fix, 1000)}</p>`}</article>`;
}

function placeOf({ file, line, path }: Finding): string {
  const at = file === undefined || line === undefined ? "" : `${plainText(basename(file), 200)}:${line}`;
  return [at, plainText(path, 300)].filter((text) => text !== "").join(" ");
}
