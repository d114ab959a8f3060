import type { InboundMessage } from "@moltbot/channel";
import { plainText } from "@moltbot/core";
import type { Profile } from "@moltbot/pairing";

/** What the platform tells about the sender, cleaned. */
export function profileOf(message: InboundMessage): Profile {
  const { displayName, username, phone } = message.sender;
  return {
    ...(displayName === undefined ? {} : { displayName: plainText(displayName, 120) }),
    ...(username === undefined ? {} : { username: plainText(username, 64) }),
    ...(phone === undefined ? {} : { phone: plainText(phone, 32) }),
  };
}
