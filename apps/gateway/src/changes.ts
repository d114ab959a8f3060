import { type Clock, type Logger, messageOf, type Wakeups } from "@moltbot/core";
import type { ChangeTopic } from "./app.ts";

/** Hints that something changed, for pages that are open here or on another replica. */
export interface Changes {
  readonly changed: (topic: ChangeTopic) => void;
  readonly watch: (run: (topic: ChangeTopic) => void) => () => void;
  close(): Promise<void>;
}

const topics: readonly ChangeTopic[] = ["approvals", "users", "devices", "chat"];

/** A hint says "look again", so that many in a row are one: the first is told at once, the others together so much later. */
const gatherMs = 100;

/** Fans hints out over `wakeups`; when those are out of reach, at least this process hears them. */
export async function createChanges(o: { wakeups: Wakeups; clock: Clock; log: Logger }): Promise<Changes> {
  const listeners = new Set<(topic: ChangeTopic) => void>();
  const tell = gathering(o.clock, (topic) => {
    for (const run of listeners) run(topic);
  });
  const hear = (note: string): void => {
    const topic = topics.find((name) => name === note);
    if (topic !== undefined) tell.topic(topic);
  };
  const unsubscribe = await o.wakeups.subscribe("changed", hear);
  return {
    changed(topic) {
      o.wakeups.publish("changed", topic).catch((error: unknown) => {
        o.log.debug("other processes could not be told of a change", { error: messageOf(error) });
        tell.topic(topic);
      });
    },
    watch(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    async close() {
      tell.stop();
      await unsubscribe();
    },
  };
}

/** Tells of a topic at once, and of what comes within {@link gatherMs} after it together. None is lost. */
function gathering(clock: Clock, run: (topic: ChangeTopic) => void): { topic(topic: ChangeTopic): void; stop(): void } {
  const waiting = new Map<ChangeTopic, { more: boolean; readonly cancel: () => void }>();
  const tell = (topic: ChangeTopic): void => {
    const cancel = clock.after(gatherMs, () => {
      const { more } = waiting.get(topic) ?? { more: false };
      waiting.delete(topic);
      if (more) tell(topic);
    });
    waiting.set(topic, { more: false, cancel });
    run(topic);
  };
  return {
    topic(topic) {
      const known = waiting.get(topic);
      if (known === undefined) tell(topic);
      else known.more = true;
    },
    stop() {
      for (const { cancel } of waiting.values()) cancel();
    },
  };
}
