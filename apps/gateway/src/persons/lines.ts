import { basename } from "node:path";
import type { reportShape } from "../http/api/person.ts";
import type { RuleSource } from "../policy/policy.ts";
import type { RulePlace } from "../policy/rule-place.ts";

/** A report with its times in ISO 8601, as the API tells it. */
export type PersonView = ReturnType<typeof reportShape>;

/** A name and what there is to say; nothing to say: the line is left out. Untrusted text is in it, as it came. */
export type ReportLine = readonly [name: string, text: string | undefined];

/** Lines that belong together. */
export interface ReportSection {
  readonly title: string;
  readonly lines: readonly ReportLine[];
}

/** A report for people; `when` writes a time. The same words at the command line and on the dashboard. */
export function reportSections(view: PersonView, when: (iso: string) => string): readonly ReportSection[] {
  const time = (iso: string | undefined): string | undefined => (iso === undefined ? undefined : when(iso));
  return [
    { title: "Person", lines: person(view, time) },
    { title: "Access", lines: access(view, time) },
    { title: "Session", lines: session(view, time) },
    { title: "Tools", lines: tools(view) },
  ];
}

type Time = (iso: string | undefined) => string | undefined;

function person(view: PersonView, time: Time): readonly ReportLine[] {
  const account = view.account === "default" ? "" : `/${view.account}`;
  return [
    ["who", `${view.channel}${account}:${view.userId}`],
    ["name", view.displayName],
    ["username", view.username],
    ["phone", view.phone],
    ["labels", view.labels.join(", ")],
    ["also", view.linked.join(", ")],
    ["first seen", time(view.firstSeenAt) ?? "never wrote to the bot"],
    ["last seen", time(view.lastSeenAt)],
  ];
}

const actions = { admit: "may talk", "offer-pairing": "is asked to pair", ignore: "hears nothing" } as const;

function access(view: PersonView, time: Time): readonly ReportLine[] {
  const { grant, block, pending } = view;
  const { trust, action, reason, policy, place } = view.access;
  const by = (names: readonly string[] | undefined): string => (names?.length ? `, by ${names.join(" and ")}` : "");
  const end = grant?.expiresAt === undefined ? "no end" : `until ${time(grant.expiresAt)}`;
  return [
    ["state", view.state],
    ["trust", trust],
    ["next message", `${actions[action]}: ${reason}${at(place)}`],
    ["policy", policy],
    ["paired", grant && `${time(grant.grantedAt)}, ${grant.inForce ? end : `lapsed ${time(grant.expiresAt)}`}`],
    ["paired via", grant && `${grant.via === "forced" ? "by hand" : grant.via}${by(grant.approvedBy)}`],
    ["blocked", block && `${time(block.blockedAt)} by ${block.blockedBy}`],
    ["until", time(block?.expiresAt)],
    ["because", block?.reason],
    ["request", pending.pairing],
    ["commands", pending.commands.length === 0 ? undefined : `waiting: ${pending.commands.join(", ")}`],
  ];
}

const sources: Readonly<Record<RuleSource, string>> = {
  config: "laid down in the config",
  choice: "chosen by an operator",
  binding: "by a binding",
  owner: "an owner, and nothing else is written",
  agent: "what the agent has",
  default: "no binding fits",
};

function session(view: PersonView, time: Time): readonly ReportLine[] {
  const { agent, permissions, choice, sandbox, workspace } = view;
  const chosen = [
    ...(choice?.agent === undefined ? [] : [`agent ${choice.agent}`]),
    ...(choice?.permissions === undefined ? [] : [`permissions ${choice.permissions.join(", ") || "none"}`]),
  ].join("; ");
  const outvoted = choice !== undefined && (agent.from === "config" || permissions.from === "config");
  const model = agent.model === undefined ? "no model" : agent.model;
  const undescribed = agent.described ? "" : "; the config does not describe it, so it reaches nothing";
  const shared = workspace.sharedWith.map((who) => scopes[who] ?? who).join(", ");
  const { lines, lastAt } = view.session;
  return [
    ["agent", `${agent.id} (${model}): ${sources[agent.from]}${at(agent.place)}${undescribed}`],
    ["agent's policy", agent.dmPolicy],
    ["may", `${permissions.list.join(", ") || "nothing"}: ${sources[permissions.from]}${at(permissions.place)}`],
    [
      "chosen",
      choice &&
        `${chosen}, ${time(choice.chosenAt)} by ${choice.chosenBy}${outvoted ? "; the config holds first" : ""}`,
    ],
    ["works", works(sandbox)],
    ["directory", `${workspace.directory}${workspace.exists ? "" : " (not made yet)"}`],
    ["workspace", workspace.declared],
    ["shared with", shared],
    ["session", view.session.key],
    ["since", time(view.session.pairedSince)],
    [
      "history",
      `${lines === 1000 ? "1000 or more" : lines} lines${lastAt === undefined ? "" : `, last ${time(lastAt)}`}`,
    ],
  ];
}

const scopes: Readonly<Record<string, string>> = {
  agent: "all sessions of the agent (sandbox.scope)",
  shared: "all sessions (sandbox.scope)",
};

function works({ mode, sandboxed, runsUnasked }: PersonView["sandbox"]): string {
  const where = sandboxed ? "in a sandbox" : "on the host";
  const asked = runsUnasked ? "" : "; commands wait for an approver there, whatever the allowlist says";
  return `${where} (sandbox.mode ${mode})${asked}`;
}

function tools({ tools: all }: PersonView): readonly ReportLine[] {
  const refused = new Map<string, string[]>();
  for (const { tool, allowed, layer = "policy", place } of all) {
    if (allowed) continue;
    const by = `${layer}${at(place)}`;
    refused.set(by, [...(refused.get(by) ?? []), tool]);
  }
  const may = all.filter(({ allowed }) => allowed).map(({ tool }) => tool);
  return [
    ["allowed", may.join(", ") || "none"],
    ...[...refused].map(([by, list]): ReportLine => ["refused", `${list.join(", ")}: ${by}`]),
  ];
}

function at(place: RulePlace | undefined): string {
  if (place === undefined) return "";
  const { file, line, path } = place;
  return file === undefined || line === undefined ? ` (${path})` : ` (${basename(file)}:${line} ${path})`;
}
