import type { ChannelAdapter } from "@moltbot/channel";
import { createIrcAdapter } from "./adapter.ts";
import { readOptions } from "./options.ts";

/** The channel contract that this package is written for; a gateway with another one says so and does not start it. */
export const channelContract = 1;

/**
 * What the gateway calls for each configured account: `options` is the block of the config, `name` and `account` say
 * which channel it is.
 * @throws MoltbotError `invalid` for options that cannot work
 */
export function createChannel(
  options: Readonly<Record<string, unknown>>,
  place: { readonly name: string; readonly account: string },
): ChannelAdapter {
  return createIrcAdapter(readOptions(options), place);
}
