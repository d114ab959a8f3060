import { Agent, request } from "node:http";
import type { Platform } from "./platform.ts";

/** One load: `total` messages, `inFlight` at a time, each from a chat that has none open. */
export interface Load {
  readonly total: number;
  readonly inFlight: number;
  readonly people: number;
}

/** What came of it; times in milliseconds. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
  readonly doubled: number;
}

let nextUpdate = 1;

/** Posts updates to a bot's webhook and waits for the reply to each: from update to reply, closed loop. */
export async function runLoad(
  platform: Platform,
  hook: { url: string; secret: string },
  load: Load,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.inFlight });
  const waiting = new Map<string, (at: number) => void>();
  const latencies: number[] = [];
  let doubled = 0;
  platform.onSent((chatId, at) => {
    const done = waiting.get(chatId);
    if (done === undefined) doubled += 1;
    done?.(at);
  });
  let lost = 0;
  let sent = 0;
  const startedAt = performance.now();
  const worker = async (slot: number): Promise<void> => {
    for (let turn = 0; sent < load.total; turn++) {
      sent += 1;
      const chat = String(1_000_000 + ((slot + turn * load.inFlight) % load.people));
      const from = performance.now();
      const answered = new Promise<number>((resolve) => waiting.set(chat, resolve));
      await post(agent, hook, update(chat));
      const at = await Promise.race([answered, timeout(10_000)]);
      waiting.delete(chat);
      if (at === undefined) lost += 1;
      else latencies.push(at - from);
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, (_, slot) => worker(slot)));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), lost, doubled };
}

function update(chat: string): string {
  const id = nextUpdate++;
  const person = { id: Number(chat), is_bot: false, first_name: "P", username: `p${chat}` };
  return JSON.stringify({
    update_id: id,
    message: {
      message_id: id,
      date: Math.floor(Date.now() / 1000),
      from: person,
      chat: { id: Number(chat), type: "private", first_name: "P", username: `p${chat}` },
      text: "hello there",
    },
  });
}

function post(agent: Agent, hook: { url: string; secret: string }, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      hook.url,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "x-telegram-bot-api-secret-token": hook.secret,
        },
      },
      (response) => {
        response.resume();
        response.on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`the webhook answered ${response.statusCode}`));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function timeout(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
