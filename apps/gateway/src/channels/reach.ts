import type { ChannelAdapter, ChannelHost } from "@moltbot/channel";
import type { Road } from "@moltbot/sessions";
import type { FlowDeps } from "../flow/deps.ts";
import type { Moves } from "./moves.ts";
import type { ChannelRegistry } from "./registry.ts";

/** What the message flow asks of the adapters that are connected here. */
export function reaching(channels: () => ChannelRegistry): Pick<FlowDeps, "vouches" | "typing"> {
  return {
    vouches: (channel, account) => adapterOf(channels(), channel, account)?.identity,
    // What goes wrong shows when the answer is sent.
    async typing(at) {
      await adapterOf(channels(), at.channel, at.account)
        ?.typing?.(at)
        .catch(() => undefined);
    },
  };
}

/** The adapter of an account, if it is connected here. */
export function adapterOf(channels: ChannelRegistry, channel: string, account: string): ChannelAdapter | undefined {
  const adapter = channels.adapter(channel, account);
  return typeof adapter === "string" ? undefined : adapter;
}

/** Where adapters put what happens: each call resolves once it is durable. */
export function hostOf(
  road: Pick<Road, "accept">,
  moves: Moves,
): Required<Pick<ChannelHost, "onMessage" | "onAction" | "onMoved">> {
  return {
    onMessage: (message) => road.accept({ kind: "message", message }),
    onAction: (action) => road.accept({ kind: "action", action }),
    onMoved: moves.note,
  };
}
