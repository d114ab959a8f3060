import { basename } from "node:path";
import { plainText } from "@moltbot/core";
import type { Finding, Severity } from "@moltbot/doctor";
import type { Sink } from "../io.ts";
import { type Look, paint } from "../output/style.ts";

const marks: Readonly<Record<Severity, readonly [string, Look]>> = {
  critical: ["✖", "red"],
  warning: ["!", "yellow"],
  info: ["i", "cyan"],
  ok: ["✓", "green"],
};

/** All findings for people, in their order: what, where, and what to do. */
export function findingLines(to: Sink, findings: readonly Finding[]): string {
  return findings.map((one) => `${linesOf(to, one).join("\n")}\n`).join("");
}

function linesOf(to: Sink, finding: Finding): readonly string[] {
  const { id, severity, title, detail, fix, acknowledged } = finding;
  const [mark, look] = marks[severity];
  const accepted = acknowledged === true ? " (acknowledged)" : "";
  const name = severity === "ok" ? "" : `  ${paint(to, "dim", `${id}${accepted}`)}`;
  const place = placeOf(finding);
  return [
    `${paint(to, look, mark)} ${plainText(title, 200)}${name}`,
    ...(detail === "" ? [] : [`  ${place}${plainText(detail, 2000)}`]),
    ...(fix === undefined ? [] : [`  ${paint(to, "cyan", "→")} ${plainText(fix, 1000)}`]),
  ];
}

function placeOf({ file, line, path }: Finding): string {
  const at = file === undefined || line === undefined ? "" : `${plainText(basename(file), 200)}:${line} `;
  return path === undefined ? at : `${at}${plainText(path, 300)}: `;
}

/** How it looks as a whole, in one line. */
export function summary(findings: readonly Finding[]): string {
  const counted = findings.filter(({ acknowledged }) => acknowledged !== true);
  const count = (severity: Severity): number => counted.filter((one) => one.severity === severity).length;
  const accepted = findings.length - counted.length;
  const parts = [
    `${count("critical")} critical`,
    `${count("warning")} warning${count("warning") === 1 ? "" : "s"}`,
    `${count("ok")} fine`,
    ...(accepted === 0 ? [] : [`${accepted} acknowledged`]),
  ];
  return parts.join(", ");
}
