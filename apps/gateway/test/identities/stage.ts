import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLoopback, type LoopbackEntry, type Sender } from "@moltbot/channel";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { startGateway } from "../../src/index.ts";
import { type Api, openApi } from "../support/api.ts";
import { configOf } from "../support/config.ts";
import { type Engine, engines } from "../support/engines.ts";

/** A gateway in this process with one channel that a test speaks through. */
export interface Stage {
  readonly engine: Engine;
  readonly api: Api;
  /** Says something by direct message; a sender is their id, or everything the platform tells. */
  say(sender: string | Partial<Sender>, text: string, id?: string): Promise<void>;
  /** Everything the bot said to this person, oldest first. */
  heard(id: string): readonly string[];
  stop(): Promise<void>;
}

/** Starts one on Postgres and Redis; `beside`: on those of another. Its platform verifies numbers and addresses unless told. */
export async function openStage(
  config: Record<string, unknown>,
  o: { verifies?: boolean; beside?: Stage } = {},
): Promise<Stage> {
  const engine = o.beside?.engine ?? (await engines[1]?.open());
  if (engine === undefined) throw new Error("no engine");
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-stage-"));
  const channel = String(config["as"] ?? "test");
  const loopback = createLoopback({ name: channel, clock: systemClock, random: systemRandom });
  const verified = { username: "mutable", phone: "verified", email: "verified" } as const;
  const adapter = { ...loopback.adapter, ...(o.verifies === false ? {} : { identity: verified }) };
  const { as: _as, ...rest } = config;
  const gateway = await startGateway({
    config: configOf(JSON.stringify({ gateway: { port: 0 }, ...engine.config, ...rest })),
    stateDir,
    log: silentLogger,
    port: 0,
    channels: [{ channel, account: "default", create: async () => adapter }],
  });
  return {
    engine,
    api: await openApi(stateDir),
    async say(sender, text, id) {
      const who = typeof sender === "string" ? { id: sender } : sender;
      const full: Sender = { id: "nobody", isBot: false, ...who };
      await loopback.receive({
        conversation: { id: full.id },
        sender: full,
        text,
        ...(id === undefined ? {} : { id }),
      });
    },
    heard: (id) =>
      loopback
        .transcript(id)
        .filter((entry): entry is Extract<LoopbackEntry, { from: "bot" }> => entry.from === "bot")
        .map(({ text }) => text),
    async stop() {
      await gateway.stop();
      if (o.beside === undefined) await engine.drop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
