import { phoneOf } from "@moltbot/allowlist-match";
import type { ChannelAdapter, Sender } from "@moltbot/channel";

/**
 * What the platform itself vouches for, and nothing that a sender could have put there: only fields that the adapter
 * declares as verified, and a number only if the id does not say another one (SPEC R3.7).
 */
export function vouchedFor(
  identity: ChannelAdapter["identity"] | undefined,
  channel: string,
  { id, phone, email }: Sender,
): { readonly phone?: string; readonly email?: string } {
  const own = phoneOf(channel, id);
  const number = identity?.phone === "verified" && (own === undefined || own === phone) ? phone : undefined;
  const address = identity?.email === "verified" ? email : undefined;
  return { ...(number === undefined ? {} : { phone: number }), ...(address === undefined ? {} : { email: address }) };
}
