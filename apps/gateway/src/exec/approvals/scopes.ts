import type { GrantScope } from "@moltbot/approvals";
import type { ExecSettings } from "@moltbot/config";

/** When an agent asks again: `exec.approvalMode`. */
export type ApprovalMode = ExecSettings["approvalMode"];

const offers: Readonly<Record<ApprovalMode, readonly GrantScope[]>> = {
  always: ["once"],
  "per-session": ["once", "session"],
  once: ["once", "session", "always"],
};

/** How far a yes may reach under a mode, the shortest first (SPEC R7.3). */
export function offeredScopes(mode: ApprovalMode): readonly GrantScope[] {
  return offers[mode];
}

/** How far a yes reaches when nobody says so: as far as the mode lets it. */
export function usualScope(mode: ApprovalMode): GrantScope {
  return offers[mode].at(-1) ?? "once";
}

/** The mode that asks more often. */
export function stricterMode(a: ApprovalMode, b: ApprovalMode): ApprovalMode {
  return offers[a].length <= offers[b].length ? a : b;
}

/** Reads a mode back; what is none asks each time. */
export function readMode(value: unknown): ApprovalMode {
  return value === "per-session" || value === "once" ? value : "always";
}

/** Reads a scope. */
export function readScope(value: unknown): GrantScope | undefined {
  return value === "once" || value === "session" || value === "always" ? value : undefined;
}
