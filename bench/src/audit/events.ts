import type { DomainEvent } from "@moltbot/core";

const names = ["access.admitted", "tool.called", "tool.ended", "exec.started", "exec.ended"] as const;

/** People whom the events are about. */
export const people = 10_000;

/** What one message of an admitted person leaves, more or less: the n-th event of a log. */
export function eventAt(n: number, o: { readonly area?: string } = {}): DomainEvent {
  const principal = { channel: "telegram", account: "default", id: String(100_000_000 + ((n * 7919) % people)) };
  return {
    event: o.area === undefined ? (names[n % names.length] ?? "tool.called") : `${o.area}.asked`,
    at: 1_767_225_600_000 + n * 10,
    outcome: "allowed",
    actor: { kind: "person", principal },
    subject: principal,
    reason: "allowlist_match",
    policy: "0123456789abcdef",
    data: { tool: "exec", agent: "main", sandboxed: true },
    personal: { session: `telegram:${principal.id}`, arguments: '{"command":"git status --short"}' },
  };
}

/** Events from the n-th on. */
export const eventsFrom = (n: number, count: number): DomainEvent[] =>
  Array.from({ length: count }, (_, i) => eventAt(n + i));
