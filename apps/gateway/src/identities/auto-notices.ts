import { formatPrincipal, type Notice, type Principal, plainText } from "@moltbot/core";
import type { Grant, PairingChange, Profile } from "@moltbot/pairing";

/** What approvers hear of somebody whom a rule let in: who, by which rule, and how to undo it. */
export function autoApprovedNotices(
  grant: Grant,
  changes: readonly PairingChange[],
  approvers: readonly Principal[],
): readonly Notice[] {
  if (!isByRule(grant)) return [];
  const text = autoApprovedText(grant, profileIn(changes));
  return approvers.map((to) => ({ to, text }));
}

/** Whether a rule, and nobody, approved. */
export function isByRule(grant: Grant): boolean {
  return grant.via.startsWith("autoApprove.");
}

function autoApprovedText(grant: Grant, { displayName, username }: Profile): string {
  const who = plainText(formatPrincipal(grant.principal), 300);
  const handle = username === undefined ? "" : ` (@${plainText(username, 64)})`;
  return [
    "🔔 Paired automatically",
    "",
    `Who: ${plainText(displayName ?? "unnamed", 80)}${handle}`,
    `Id: ${who}`,
    `By rule: ${plainText(grant.via, 200)}`,
    "",
    "If that is wrong:",
    `/unpair ${who}`,
    `/block ${who}`,
  ].join("\n");
}

function profileIn(changes: readonly PairingChange[]): Profile {
  for (const change of changes) if (change.type === "put-user") return change.profile;
  return {};
}
