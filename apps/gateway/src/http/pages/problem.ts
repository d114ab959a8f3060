import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Problem } from "../errors.ts";
import type { HttpParts } from "../parts.ts";
import type { Answer, HttpContext } from "../route.ts";
import { page, sendPage } from "./layout.ts";

/** A problem as a page. */
export function problemPage(c: HttpContext, parts: HttpParts, problem: Problem): Answer {
  if (problem.retryAfterMs !== undefined) c.header("Retry-After", String(Math.ceil(problem.retryAfterMs / 1000)));
  if (problem.status === 401) return sendPage(c, page(parts, { title: "Sign in", body: signInBody(c) }), 401);
  const body = html`<section class="lone"><h1>${plainText(problem.message)}</h1>
${problem.hint ? html`<p>${plainText(problem.hint)}</p>` : ""}
<p><a href="/">To the overview</a></p></section>`;
  return sendPage(c, page(parts, { title: plainText(problem.message), body }), problem.status);
}

function signInBody(c: HttpContext) {
  const here = c.req.method === "GET" ? "" : "/"; // an empty address is the page itself
  return html`<section class="lone"><h1>Sign in</h1>
<p>The dashboard opens with a one-time link. On the machine that runs the gateway, run</p>
<p><code class="block">moltbot dashboard</code></p>
<p>and open the link that it prints.</p>
<p class="muted">Signed in already, and came here from another site? <a href="${here}">Open this page again.</a></p>
</section>`;
}
