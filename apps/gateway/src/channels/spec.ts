import type { ChannelAdapter } from "@moltbot/channel";

/** One configured account and how to make its adapter. */
export interface ChannelSpec {
  readonly channel: string;
  readonly account: string;
  /** Names what the adapter is made from: with another key it is made anew. Absent: it never is. */
  readonly key?: string;
  readonly create: () => Promise<ChannelAdapter>;
}
