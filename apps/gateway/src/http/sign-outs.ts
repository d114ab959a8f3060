import { messageOf } from "@moltbot/core";
import type { App } from "../app.ts";
import { browsersTopic } from "../devices/browsers.ts";
import type { Live } from "./live.ts";

const pollMs = 1000;

/**
 * Ends the streams of browsers that were signed out, on whichever replica, within a second: a hint says which one, and the
 * store is asked in case it is lost. The returned function stops it.
 */
export async function watchSignOuts({ app, live }: { app: App; live: Live }): Promise<() => Promise<void>> {
  const { browsers, wakeups } = app.stores;
  const unsubscribe = await wakeups.subscribe(browsersTopic, (id) => live.end(id));
  let isOver = false;
  let stop = (): void => {};
  async function look(): Promise<void> {
    const open = [...live.sessions()];
    if (open.length === 0) return;
    const alive = new Set(await browsers.alive(open, app.clock.now()));
    for (const id of open) if (!alive.has(id)) live.end(id);
  }
  function next(): void {
    stop = app.clock.after(pollMs, () => {
      look()
        .catch((error: unknown) => app.log.debug("browsers could not be polled", { error: messageOf(error) }))
        .finally(() => {
          if (!isOver) next();
        });
    });
  }
  next();
  return async () => {
    isOver = true;
    stop();
    await unsubscribe();
  };
}
