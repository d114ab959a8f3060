import type { ExecSettings } from "@moltbot/config";

/** How often an approver is asked about the same command, under each `exec.approvalMode`. */
export const askedHowOften: Readonly<Record<ExecSettings["approvalMode"], string>> = {
  always: "each time",
  "per-session": "once per session",
  once: "once, then never again",
};

/** What `exec.security` and `exec.approvalMode` mean together. */
export function commandRule({ security, approvalMode }: Pick<ExecSettings, "security" | "approvalMode">): string {
  if (security === "deny") return "none run";
  if (security === "full") return "all run unasked";
  return `those of the list run, others ask ${askedHowOften[approvalMode]}`;
}
