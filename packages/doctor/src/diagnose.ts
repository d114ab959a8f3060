import {
  type Config,
  type ConfigEdit,
  type ConfigProblem,
  type ConfigWarning,
  defaultConfig,
  placeFinding,
} from "@moltbot/config";
import { catalog, type FindingId } from "./catalog.ts";
import type { Check, Subject } from "./check.ts";
import { acknowledgements } from "./checks/acknowledgements.ts";
import { approvers } from "./checks/approvers.ts";
import { channels, connections, limits } from "./checks/channels.ts";
import { commands } from "./checks/commands.ts";
import { directMessages } from "./checks/direct-messages.ts";
import { entries } from "./checks/entries.ts";
import { gateway } from "./checks/gateway.ts";
import { groups } from "./checks/groups.ts";
import { engines, sandboxes } from "./checks/sandboxes.ts";
import { secrets } from "./checks/secrets.ts";
import { audit, clock, files, running, stores } from "./checks/system.ts";
import type { Facts } from "./facts.ts";
import type { Finding, Remark } from "./finding.ts";
import type { Severity } from "./severity.ts";

const ofConfig = [
  ...[directMessages, entries, approvers, groups, commands, sandboxes],
  ...[gateway, secrets, limits, channels, acknowledgements],
];
const ofFacts = [engines, files, stores, connections, audit, clock, running];

/** Warnings of the config that a check tells with more to it. */
const retold = new Set(["risky-command", "dead-command", "blank-entry", "unseen-character", "file-mode"]);

const ranks: readonly Severity[] = ["critical", "warning", "info", "ok"];

/**
 * Everything that is wrong or risky, and what is fine, the worst first (SPEC R9.2). Pure. `config` absent: it could not be
 * read, and `facts.problems` says why; then only the facts are looked at. Lines need the very object that `parseConfig`
 * returned. Never throws for a config of `parseConfig`.
 */
export function diagnose(config: Config | undefined, facts: Facts = {}): readonly Finding[] {
  const subject = { config: config ?? defaultConfig(), facts };
  const found: Finding[] = [];
  for (const check of config === undefined ? ofFacts : [...ofConfig, ...ofFacts]) {
    if (check.asks?.(subject) === false) continue;
    found.push(...answersOf(check, subject));
  }
  found.push(...(facts.problems ?? []).map(ofProblem));
  found.push(...(facts.warnings ?? []).filter(({ id }) => !retold.has(id)).map(ofWarning));
  return found.toSorted((a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity));
}

/** What a check finds, each thing once, or that all is well there. */
function answersOf(check: Check, subject: Subject): readonly Finding[] {
  const found = new Map<string, { readonly id: FindingId; readonly remarks: Remark[] }>();
  check.run(subject, (id, remark) => {
    // What holds for several agents or accounts stands in one place.
    const key = JSON.stringify([id, remark.path ?? remark.detail]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { id, remarks: [remark] });
    else known.remarks.push(remark);
  });
  if (found.size === 0) return [{ id: check.area, severity: "ok", title: check.fine, detail: "" }];
  return [...found.values()].map(({ id, remarks }) => make(subject.config, id, joined(remarks)));
}

/** The worst of them with what all say; of many only some are told. */
function joined(remarks: readonly Remark[]): Remark {
  const worst = remarks.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? { detail: "" };
  const details = [...new Set([worst, ...remarks].map(({ detail }) => detail))];
  const more = details.length > told ? `; and ${details.length - told} more` : "";
  return { ...worst, detail: `${details.slice(0, told).join("; ")}${more}` };
}

const told = 3;

/** Severities that a check sets itself; those of the catalogue are alike within one id, and lie between. */
function rankOf({ severity }: Remark): number {
  return severity === undefined ? 1 : ranks.indexOf(severity);
}

function make(config: Config, id: FindingId, remark: Remark): Finding {
  const { severity: usual, title } = catalog[id];
  const { detail, fix, path, severity = usual, edit } = remark;
  const place = path === undefined ? undefined : placeFinding(config, { path, message: detail });
  const acknowledged = severity === "critical" && config.acknowledge?.includes(id) === true;
  return {
    id,
    severity,
    title,
    detail,
    ...(fix === undefined ? {} : { fix }),
    ...(place === undefined ? {} : placeOf(place)),
    ...(edit === undefined || path === undefined ? {} : { edit: editOf(path, edit) }),
    ...(acknowledged ? { acknowledged } : {}),
  };
}

function editOf(path: string, edit: NonNullable<Remark["edit"]>): ConfigEdit {
  return edit === "unset" ? { act: "unset", path } : { act: "set", path, value: edit.set };
}

function placeOf({ path, file, line }: ConfigProblem): Pick<Finding, "path" | "file" | "line"> {
  return { ...(path === "" ? {} : { path }), ...(file === undefined ? {} : { file }), line };
}

function ofProblem(problem: ConfigProblem): Finding {
  const { severity, title } = catalog["config-problem"];
  return { id: "config-problem", severity, title, ...wordsOf(problem) };
}

function ofWarning(warning: ConfigWarning): Finding {
  const title = warning.level === "info" ? "The config uses another spelling" : "A setting deserves a look";
  return { id: warning.id, severity: warning.level, title, ...wordsOf(warning) };
}

function wordsOf(problem: ConfigProblem): Pick<Finding, "detail" | "fix" | "path" | "file" | "line"> {
  const { message, suggestion, hint } = problem;
  const fix = [suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`, hint].filter(
    (text) => text !== undefined,
  );
  return { detail: message, ...(fix.length === 0 ? {} : { fix: fix.join(" ") }), ...placeOf(problem) };
}

/** Critical findings of the config alone that its `acknowledge` does not name: with any of them no gateway starts (SPEC R1.3). */
export function unacknowledged(config: Config): readonly Finding[] {
  return diagnose(config).filter(({ severity, acknowledged }) => severity === "critical" && acknowledged !== true);
}

/** The worst that counts: acknowledged findings do not. */
export function worstOf(findings: readonly Finding[]): Severity {
  const counted = findings.filter(({ acknowledged }) => acknowledged !== true).map(({ severity }) => severity);
  return ranks.find((severity) => counted.includes(severity)) ?? "ok";
}
