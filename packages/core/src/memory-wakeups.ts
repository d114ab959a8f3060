import type { Wakeups } from "./coordination.ts";
import { messageOf } from "./errors.ts";
import { type Logger, silentLogger } from "./logger.ts";

/** Hints within one process. A listener that throws is logged and disturbs nobody else. */
export function createMemoryWakeups(o: { log?: Logger } = {}): Wakeups {
  const log = o.log ?? silentLogger;
  const topics = new Map<string, Set<{ readonly run: (note: string) => void }>>();
  return {
    async publish(topic, note = "") {
      for (const listener of topics.get(topic) ?? []) {
        queueMicrotask(() => {
          if (!topics.get(topic)?.has(listener)) return;
          try {
            listener.run(note);
          } catch (error) {
            log.error("a wake-up listener failed", { topic, error: messageOf(error) });
          }
        });
      }
    },
    async subscribe(topic, run) {
      const listeners = topics.get(topic) ?? new Set();
      const listener = { run };
      topics.set(topic, listeners.add(listener));
      return async () => {
        listeners.delete(listener);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
  };
}
