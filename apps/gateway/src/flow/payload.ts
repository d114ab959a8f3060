import type { Approval } from "@moltbot/approvals";
import type { PairingPayload } from "@moltbot/pairing";

/** The payload of a pairing request, read back from storage field by field: a damaged row shows gaps, not a crash. */
export function payloadOf(approval: Approval): PairingPayload {
  const text = (key: string): string | undefined => {
    const value = approval.payload[key];
    return typeof value === "string" ? value : undefined;
  };
  const number = (key: string): object =>
    typeof approval.payload[key] === "number" ? { [key]: approval.payload[key] } : {};
  const optional = Object.fromEntries(
    (["displayName", "username", "phone", "firstMessage", "claim", "claimPinnedTo"] as const)
      .map((key) => [key, text(key)] as const)
      .filter((pair) => pair[1] !== undefined),
  );
  return {
    channel: text("channel") ?? "?",
    account: text("account") ?? "default",
    userId: text("userId") ?? "?",
    code: text("code") ?? "",
    ...optional,
    ...number("renews"),
    ...number("escalatedAt"),
  };
}
