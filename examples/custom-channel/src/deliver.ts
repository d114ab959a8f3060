import { type ChannelHost, createLanes, type InboundMessage } from "@moltbot/channel";
import { messageOf, sleep } from "@moltbot/core";

/** Messages on their way to the host. */
export interface Deliveries {
  /** In order within a conversation; again and again until the host has it. */
  add(message: InboundMessage): void;
  /** How many the host does not have yet. */
  waiting(): number;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** IRC delivers once and keeps nothing, so a message that the host could not store is kept here, until `signal` aborts. */
export function createDeliveries(host: ChannelHost, signal: AbortSignal, changed: () => void): Deliveries {
  const lanes = createLanes();
  let waiting = 0;
  const deliver = async (message: InboundMessage): Promise<void> => {
    for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 30_000)) {
      try {
        return await host.onMessage(message);
      } catch (error) {
        host.log.warn("an IRC message is not stored yet", { error: messageOf(error) });
        await sleep(host.clock, pause, signal);
      }
    }
    host.log.warn("an IRC message was lost: it could not be stored before the end");
  };
  return {
    add(message) {
      waiting++;
      void lanes
        .run(message.conversation.id, () => deliver(message))
        .finally(() => {
          waiting--;
          changed();
        });
      changed();
    },
    waiting: () => waiting,
    idle: () => lanes.idle(),
  };
}
