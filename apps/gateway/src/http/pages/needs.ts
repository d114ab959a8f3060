import { html } from "hono/html";
import type { App } from "../../app.ts";
import { operatorCaller } from "../../devices/callers.ts";
import type { Examination } from "../../doctor/examination.ts";
import { createIdentityDesk } from "../../identities/desk.ts";
import type { Piece } from "./layout.ts";

/** One thing that waits for somebody, and where to do it. */
interface Need {
  readonly text: string;
  readonly href: string;
  readonly urgent?: true;
}

const most = 200;

/** Everything that waits for the operator. What the doctor says is left out until it has looked. */
export async function needsOf(app: App, found: Examination | undefined): Promise<readonly Need[]> {
  const now = app.clock.now();
  const [people, devices, commands, claims, channels] = await Promise.all([
    app.pairing.pending({ limit: most + 1 }),
    app.devices.pending(operatorCaller("dashboard")),
    app.exec.pending({ limit: most + 1 }),
    createIdentityDesk(app).claims({ limit: most + 1 }),
    app.channels(),
  ]);
  const waiting = (
    list: readonly { readonly expiresAt: number }[],
    href: string,
    one: string,
    many: string,
  ): Need[] => {
    const count = list.filter(({ expiresAt }) => expiresAt > now).length;
    return count === 0 ? [] : [{ text: counted(count, one, many), href, urgent: true }];
  };
  const unlinked = channels.filter(({ login }) => login?.status === "unlinked").length;
  const down = channels.filter(({ health, login }) => health.status === "down" && login?.status !== "unlinked").length;
  const risky = found?.findings.filter(
    ({ severity, acknowledged }) => severity === "critical" && acknowledged !== true,
  );
  return [
    ...waiting(commands, "/approvals", "command waits for a yes", "commands wait for a yes"),
    ...waiting(devices, "/approvals", "device waits to be let in", "devices wait to be let in"),
    ...waiting(people, "/approvals", "person waits to be let in", "people wait to be let in"),
    ...some(claims.length, "/users", "name on a list is claimed by somebody", "names on lists are claimed by somebody"),
    ...some(
      app.configState().refused === undefined ? 0 : 1,
      "/doctor",
      "config file is refused",
      "config files are refused",
    ),
    ...some(unlinked, "/channels", "account has to be linked", "accounts have to be linked"),
    ...some(down, "/channels", "account is down", "accounts are down"),
    ...some(risky?.length ?? 0, "/doctor", "thing is dangerous as it is set", "things are dangerous as they are set"),
  ];
}

function some(count: number, href: string, one: string, many: string): Need[] {
  return count === 0 ? [] : [{ text: counted(count, one, many), href }];
}

function counted(count: number, one: string, many: string): string {
  if (count === 1) return `One ${one}`;
  return `${count > most ? `More than ${most}` : count} ${many}`;
}

/** Them as a list of links, or that nothing waits and what could be done. */
export function needsSection(needs: readonly Need[]): Piece {
  if (needs.length === 0) {
    return html`<section class="empty" aria-labelledby="needs-title"><h2 id="needs-title">Nothing needs you</h2>
<p>Requests of people, devices and commands show up here. <a href="/chat">Try it in the web chat</a>, or connect a channel: <code>moltbot init</code> writes a config.</p></section>`;
  }
  return html`<section class="card" aria-labelledby="needs-title"><h2 id="needs-title">What needs you</h2>
<ul class="log needs">${needs.map(({ text, href, urgent }) => html`<li><span class="${urgent ? "verb" : ""}">${text}</span><a class="push" href="${href}">${urgent ? "Answer" : "Look"}<span class="sr">: ${text}</span></a></li>`)}</ul></section>`;
}
