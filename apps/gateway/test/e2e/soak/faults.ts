import type { Platforms } from "../../support/platforms.ts";
import type { Crashing } from "./crashing.ts";
import type { Dice } from "./dice.ts";

/** What happens to networks and platforms. */
export type Fault = () => unknown;

/** Everything that can go wrong, for a die to choose from. */
export function faultsOf(p: Platforms, adapters: readonly Crashing[], dice: Dice): readonly Fault[] {
  const seconds = (): number => dice.between(3, 40);
  return [
    () => p.telegram.disconnect(),
    () => p.telegram.floodNext(seconds()),
    () => p.telegram.failNext({ method: "sendMessage", status: 502, times: dice.between(1, 4) }),
    () => p.telegram.failNext({ method: "getUpdates", status: 500, times: dice.between(1, 4) }),
    () => p.discord.disconnect(),
    () => p.discord.askReconnect(),
    () => p.discord.invalidate(true),
    () => p.discord.limit(seconds(), { scope: "shared" }),
    () => p.discord.failNext({ name: "createMessage", status: 503, times: dice.between(1, 3), after: dice.oneIn(2) }),
    () => p.whatsapp.disconnect(),
    () => p.whatsapp.floodFor(seconds()),
    ...adapters.map((adapter) => () => adapter.crash()),
  ];
}
