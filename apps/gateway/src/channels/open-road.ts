import type { Clock, Logger, Random } from "@moltbot/core";
import { createRoad } from "@moltbot/sessions";
import { deliver } from "../flow/deliver.ts";
import type { createHandler } from "../flow/handle.ts";
import type { createTurnTaking } from "../flow/turn-taking.ts";
import type { Stores } from "../stores/stores.ts";
import type { Moves } from "./moves.ts";
import { hostOf } from "./reach.ts";
import { createChannelRegistry } from "./registry.ts";
import type { ChannelSpec } from "./spec.ts";

/** The way of messages between the channels and the store. */
export function openRoad(d: {
  readonly stores: Pick<Stores, "messages" | "wakeups" | "approvals">;
  readonly moves: Moves;
  readonly turns: ReturnType<typeof createTurnTaking>;
  readonly specs: readonly ChannelSpec[];
  readonly handle: ReturnType<typeof createHandler>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}) {
  const { stores, turns, clock, random, log } = d;
  const road = createRoad({
    ...{ store: stores.messages, wakeups: stores.wakeups, clock, random, log },
    handle: turns.handling(d.handle),
    deliver: turns.delivering((entry) => deliver(delivery, entry)),
  });
  const channels = createChannelRegistry(d.specs, { host: hostOf(road, d.moves), clock, log });
  const delivery = { channels, approvals: stores.approvals, messages: stores.messages, log };
  return { road, channels, delivery };
}
