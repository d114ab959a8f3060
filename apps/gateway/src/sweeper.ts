import { type Clock, type Logger, messageOf } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import { type Keeping, retire } from "./audit-life.ts";
import type { ExecApprovals } from "./exec/exec-approvals.ts";
import type { PeoplePrivacy } from "./privacy/people-privacy.ts";
import type { Stores } from "./stores/stores.ts";
import type { Acting } from "./tools/open-acting.ts";

const sealEveryMs = 1000;
const runEveryMs = 2000;
const tidyEveryMs = 30_000;
const keepFinishedMs = 86_400_000;

/** Work that no decision waits for. Returns the function that stops it. */
export function startSweeper(d: {
  stores: Stores;
  pairing: Pairing;
  exec: ExecApprovals;
  privacy: Pick<PeoplePrivacy, "resume" | "assist">;
  acting: Acting;
  /** Ends what people have going who may not talk any more. */
  tidy: () => Promise<void>;
  /** How long audit records are kept, and under which policy. */
  keeping: () => Keeping;
  clock: Clock;
  log: Logger;
}): () => Promise<void> {
  const stops = [
    every(d, runEveryMs, "running approved commands", () => d.acting.runner.poll()),
    every(d, tidyEveryMs, "telling of lost commands", () => d.acting.runner.recover()),
    every(d, runEveryMs, "looking at labels and links", () => d.stores.said.refresh()),
    every(d, tidyEveryMs, "removing idle sandboxes", () => d.acting.sweep()),
    every(d, sealEveryMs, "sealing the audit log", () => d.stores.audit.seal()),
    every(d, tidyEveryMs, "removing old audit records", () => retire(d.stores.audit, d.keeping(), d.clock)),
    every(d, runEveryMs, "finishing erasures", () => d.privacy.resume().then(() => d.privacy.assist())),
    every(d, tidyEveryMs, "expiring requests", () => d.pairing.expire()),
    every(d, tidyEveryMs, "reminding, escalating and ending pairings", () => d.pairing.tend()),
    every(d, tidyEveryMs, "ending what uninvited people have going", d.tidy),
    every(d, tidyEveryMs, "expiring questions about commands", () => d.exec.expire()),
    every(d, tidyEveryMs, "pruning messages", () => d.stores.messages.prune(d.clock.now() - keepFinishedMs)),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function every(
  d: { clock: Clock; log: Logger },
  ms: number,
  what: string,
  run: () => Promise<unknown>,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => {};
  let stopped = false;
  const tick = async (): Promise<void> => {
    try {
      await run();
    } catch (error) {
      d.log.warn("a background task failed and will run again", { task: what, error: messageOf(error) });
    }
    if (!stopped) arm();
  };
  const arm = (): void => {
    cancel = d.clock.after(ms, () => {
      running = tick();
    });
  };
  arm();
  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}
