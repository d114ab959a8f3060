import { type Logger, messageOf, type Wakeups } from "@moltbot/core";
import type { ChangeTopic } from "./app.ts";

/** Hints that something changed, for pages that are open here or on another replica. */
export interface Changes {
  readonly changed: (topic: ChangeTopic) => void;
  readonly watch: (run: (topic: ChangeTopic) => void) => () => void;
  close(): Promise<void>;
}

const topics: readonly ChangeTopic[] = ["approvals", "users", "devices", "chat"];

/** Fans hints out over `wakeups`; when those are out of reach, at least this process hears them. */
export async function createChanges(wakeups: Wakeups, log: Logger): Promise<Changes> {
  const listeners = new Set<(topic: ChangeTopic) => void>();
  const tell = (note: string): void => {
    const topic = topics.find((name) => name === note);
    if (topic !== undefined) for (const run of listeners) run(topic);
  };
  const unsubscribe = await wakeups.subscribe("changed", tell);
  return {
    changed(topic) {
      wakeups.publish("changed", topic).catch((error: unknown) => {
        log.debug("other processes could not be told of a change", { error: messageOf(error) });
        tell(topic);
      });
    },
    watch(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    close: unsubscribe,
  };
}
