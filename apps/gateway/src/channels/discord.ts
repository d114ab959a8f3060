import { join } from "node:path";
import type { ChannelAdapter } from "@moltbot/channel";
import type { ChannelAccount, ChannelConnection } from "@moltbot/config";

type Connection = Extract<ChannelConnection, { kind: "discord" }>;

/** The adapter of one Discord account. What it has stored is remembered in the state directory. */
export async function createDiscord(
  { channel, account }: ChannelAccount,
  { token, restApi }: Connection,
  stateDir: string,
): Promise<ChannelAdapter> {
  const { createDiscordAdapter, createFileCursors } = await import("@moltbot/channel-discord");
  return createDiscordAdapter({
    account,
    token: token.reveal(),
    cursors: createFileCursors(join(stateDir, `${channel}-${account}.cursors.json`)),
    ...(restApi === undefined ? {} : { restApi }),
  });
}
