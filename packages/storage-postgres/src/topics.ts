import { type Logger, messageOf } from "@moltbot/core";

/** Who in this process listens to which topic. */
export interface Topics {
  subscribe(topic: string, hear: (note: string) => void): () => Promise<void>;
  /** Passes on `[topic, note]` as JSON; anything else is dropped, since anybody with the database can send it. */
  receive(payload: string): void;
  /** Tells every listener to look, with an empty note. */
  receiveAll(): void;
}

/** No listeners yet. A listener that throws harms nobody. */
export function createTopics(log: Logger): Topics {
  const topics = new Map<string, Set<{ hear: (note: string) => void }>>();
  const tell = (topic: string, note: string): void => {
    for (const listener of topics.get(topic) ?? []) {
      try {
        listener.hear(note);
      } catch (error) {
        log.error("a listener failed", { topic, error: messageOf(error) });
      }
    }
  };
  return {
    subscribe(topic, hear) {
      const listener = { hear };
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      return async () => {
        listeners.delete(listener);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
    receive(payload) {
      try {
        const parsed: unknown = JSON.parse(payload);
        if (!Array.isArray(parsed)) return;
        const [topic, note]: unknown[] = parsed;
        if (typeof topic === "string" && typeof note === "string") tell(topic, note);
      } catch {
        log.debug("hint not understood");
      }
    },
    receiveAll() {
      for (const topic of topics.keys()) tell(topic, "");
    },
  };
}
