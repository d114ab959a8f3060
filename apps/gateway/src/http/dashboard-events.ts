import { type DomainEvent, messageOf } from "@moltbot/core";
import type { HttpParts } from "./parts.ts";

/** Refusals that are written down in an hour, all clients together: whoever knocks often must not fill the log. */
const auditedRefusals = { limit: 60, windowMs: 3_600_000 };

/** An act of the operator on the dashboard's door: a link made, a browser signed in or out. */
export function dashboardEvent(
  at: number,
  act: "link_made" | "signed_in" | "signed_out",
  o: { readonly via: "cli" | "dashboard" | "api" },
): DomainEvent {
  return { event: `dashboard.${act}`, at, outcome: "done", actor: { kind: "operator", via: o.via } };
}

/** Writes down a refused sign-in, token or cookie, at most sixty an hour; nobody waits for more than that. */
export async function noteRefusal(
  { app }: HttpParts,
  act: "sign_in" | "token" | "cookie",
  reason: string,
): Promise<void> {
  const at = app.clock.now();
  const verdict = await app.stores.limiter.hit("audited:dashboard", auditedRefusals, at).catch(() => undefined);
  if (verdict?.allowed !== true) return;
  const event = {
    event: `dashboard.${act}_refused`,
    at,
    outcome: "denied",
    actor: { kind: "system" },
    reason,
  } as const;
  await app.stores.audit
    .append([event])
    .catch((error: unknown) => app.log.error("a refusal is not in the audit log", { error: messageOf(error) }));
}
