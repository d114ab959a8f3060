import { type Logger, messageOf, type Wakeups } from "@moltbot/core";
import type { Redis } from "ioredis";
import type { Connection } from "./connection.ts";

interface Listener {
  readonly run: (note: string) => void;
}

/** Hints by publish and subscribe. What is lost while Redis is away stays lost: readers poll. */
export function createWakeups(connection: Connection, o: { prefix: string; log: Logger }): Wakeups {
  const topics = new Map<string, Set<Listener>>();
  const channelOf = (topic: string): string => `${o.prefix}wake:${topic}`;
  let subscriber: Redis | undefined;

  function deliver(topic: string, note: string): void {
    for (const listener of [...(topics.get(topic) ?? [])]) {
      try {
        listener.run(note);
      } catch (error) {
        o.log.error("A wake-up listener failed", { topic, error: messageOf(error) });
      }
    }
  }

  async function listen(redis: Redis, topic: string): Promise<void> {
    // When this fails, the "ready" event of the next connection subscribes to every topic again.
    await redis.subscribe(channelOf(topic)).catch(() => {});
  }

  async function connected(): Promise<Redis> {
    if (subscriber) return subscriber;
    const redis = connection.duplicate();
    subscriber = redis;
    redis.on("message", (channel: string, note: string) => deliver(channel.slice(channelOf("").length), note));
    redis.on("ready", () => {
      for (const topic of topics.keys()) void listen(redis, topic);
    });
    await redis.connect().catch(() => {});
    return redis;
  }

  return {
    async publish(topic, note = "") {
      try {
        await connection.command((redis) => redis.publish(channelOf(topic), note));
      } catch {
        queueMicrotask(() => deliver(topic, note));
      }
    },
    async subscribe(topic, run) {
      const listener = { run };
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      await listen(await connected(), topic);
      return async () => {
        listeners.delete(listener);
        if (listeners.size > 0 || topics.get(topic) !== listeners) return;
        topics.delete(topic);
        await subscriber?.unsubscribe(channelOf(topic)).catch(() => {});
      };
    },
  };
}
