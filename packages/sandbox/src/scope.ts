import { createHash } from "node:crypto";

/** Who shares a sandbox: nobody but the session, the sessions of an agent, or all. */
export type SandboxScope = "session" | "agent" | "shared";

/** The key of a scope, for `Sandboxes.open`. */
export function scopeKey(scope: SandboxScope, who: { readonly agentId: string; readonly sessionKey: string }): string {
  if (scope === "shared") return "shared";
  return scope === "agent" ? `agent:${who.agentId}` : `session:${who.agentId}:${who.sessionKey}`;
}

/** Whether a session's tools run in a sandbox (SPEC R8.1). The main session is the owner's direct message. */
export function isSandboxed(mode: "off" | "all" | "non-main", session: { readonly isMain: boolean }): boolean {
  return mode === "all" || (mode !== "off" && !session.isMain);
}

/** A scope as a name for files and containers: readable, unlike any other scope's, and nothing but letters, digits, dashes. */
export function slugOf(key: string): string {
  const readable = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 24)
    .replace(/^-|-$/g, "");
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 24);
  return `${readable || "scope"}-${digest}`;
}
