import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { App, ChannelStatus } from "../../app.ts";
import type { Examination } from "../../doctor/examination.ts";
import { amount } from "./chart.ts";
import type { Piece } from "./layout.ts";
import { when } from "./when.ts";

type Look = "good" | "warn" | "bad" | "";

interface Part {
  readonly name: string;
  readonly look: Look;
  readonly word: string;
  readonly detail?: Piece | string | undefined;
  readonly href?: string;
}

const looks: Readonly<Record<ChannelStatus["health"]["status"], Look>> = {
  ok: "good",
  starting: "warn",
  degraded: "warn",
  down: "bad",
};

/** How stores, channels, sandboxes, the audit log and the settings are doing, each with where to look further. */
export async function healthSection(app: App, found: Examination | undefined): Promise<Piece> {
  const [trouble, channels] = await Promise.all([app.trouble(), app.channels()]);
  const now = app.clock.now();
  const parts = [
    storePart(app, trouble),
    configPart(app, now),
    ...channels.map(channelPart),
    ...(found === undefined ? [] : seen(found, now)),
  ];
  return html`<section class="card" aria-labelledby="health-title"><h2 id="health-title">Health</h2>
<ul class="log">${parts.map(row)}</ul>
${found === undefined ? html`<p class="small muted">Sandboxes and settings are being looked at. <a href="/doctor">See the doctor</a></p>` : ""}</section>`;
}

function row({ name, look, word, detail, href }: Part): Piece {
  return html`<li><span class="badge ${look}">${word}</span> <span>${href === undefined ? name : html`<a href="${href}">${name}</a>`}</span>
${detail === undefined || detail === "" ? "" : html`<span class="muted">${detail}</span>`}</li>`;
}

function storePart({ stores }: App, trouble: readonly string[]): Part {
  const kinds = { postgres: "Postgres", pglite: "embedded database", memory: "memory" };
  const name = `Store (${kinds[stores.kind]})`;
  if (trouble.length === 0) return { name, look: "good", word: "ok" };
  return { name, look: "bad", word: "down", detail: plainText(trouble.join("; "), 400) };
}

function configPart({ configState }: App, now: number): Part {
  const { file, version, since, refused, restart } = configState();
  const name = "Config";
  const href = "/policy";
  if (refused !== undefined) {
    const detail = html`the file is refused since ${when(refused.at, now)}, and the last good one stays in force: ${plainText(refused.because, 300)}`;
    return { name, href, look: "bad", word: "refused", detail };
  }
  if (restart.length > 0) {
    return {
      name,
      href,
      look: "warn",
      word: "restart",
      detail: `waits for a restart: ${plainText(restart.join(", "), 200)}`,
    };
  }
  const from = file === undefined ? "built-in defaults" : plainText(file, 200);
  return { name, href, look: "good", word: "ok", detail: html`${from}, version ${version}, since ${when(since, now)}` };
}

function channelPart({ channel, account, health }: ChannelStatus): Part {
  return {
    name: `Channel ${plainText(channel, 40)}/${plainText(account, 60)}`,
    look: looks[health.status],
    word: health.status,
    detail: plainText(health.detail, 200),
    href: "/channels",
  };
}

function seen({ at, findings, sandboxes, audit }: Examination, now: number): readonly Part[] {
  const bad = findings.filter(({ severity, acknowledged }) => severity === "critical" && acknowledged !== true).length;
  const risky = findings.filter(({ severity }) => severity === "warning").length;
  const fine = findings.filter(({ severity }) => severity === "ok").length;
  return [
    ...sandboxes.map(
      ({ agent, trouble }): Part => ({
        name: `Sandbox of ${plainText(agent, 40)}`,
        ...(trouble === undefined
          ? { look: "good", word: "ok" }
          : { look: "bad", word: "none", detail: plainText(trouble, 300) }),
        href: "/doctor",
      }),
    ),
    auditPart(audit, now),
    {
      name: "Settings",
      look: bad > 0 ? "bad" : risky > 0 ? "warn" : "good",
      word: bad > 0 ? "dangerous" : risky > 0 ? "look" : "ok",
      detail: html`${bad} critical, ${risky} ${risky === 1 ? "warning" : "warnings"}, ${fine} fine, looked at ${when(at, now)}`,
      href: "/doctor",
    },
  ];
}

function auditPart(audit: Examination["audit"], now: number): Part {
  const name = "Audit log";
  const href = "/audit";
  if (audit === undefined)
    return { name, href, look: "", word: "not checked", detail: "nobody looked yet whether it is whole" };
  const { at, verdict } = audit;
  if (!verdict.ok) return { name, href, look: "bad", word: "broken", detail: `at record ${amount(verdict.brokenAt)}` };
  const records = `${amount(verdict.checked)} ${verdict.checked === 1 ? "record fits" : "records fit"} together`;
  return { name, href, look: "good", word: "whole", detail: html`${records}, looked at ${when(at, now)}` };
}
