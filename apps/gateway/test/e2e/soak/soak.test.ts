import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { silentLogger } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { type Gateway, startGateway } from "../../../src/index.ts";
import { openApi } from "../../support/api.ts";
import { configOf } from "../../support/config.ts";
import { engines } from "../../support/engines.ts";
import { openPlatforms } from "../../support/platforms.ts";
import { badChannel, crashing } from "./crashing.ts";
import { createDice } from "./dice.ts";
import { faultsOf } from "./faults.ts";
import { createChatters } from "./people.ts";

const seed = Number(process.env["SOAK_SEED"] ?? 20_261_126);
const soakSeconds = 2 * 3600;
/** How much time passes at once, in seconds. */
const step = 4;

const clock = createManualClock();
const tick = async (ms = 50): Promise<void> => {
  await clock.advance(ms);
  await pause(1);
};

/** Awaits `work` while time passes. */
async function during<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const end = (): void => {
    done = true;
  };
  work.then(end, end);
  while (!done) await tick(100);
  return await work;
}

test("two hours of trouble on three platforms at once lose and double nothing [R0.4] [R10.3]", async () => {
  console.log(`soak seed ${seed}`);
  const dice = createDice(seed);
  const engine = await engines[0]?.open();
  if (engine === undefined) throw new Error("no engine");
  const platforms = await openPlatforms({ clock, tick });
  const adapters = platforms.specs.filter(({ channel }) => channel !== "room").map(crashing);
  const bad = badChannel();
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-soak-"));
  const chatters = createChatters(platforms, dice);
  const idsOn = (channel: string) =>
    chatters.flatMap((one) => (one.channel === channel ? [one.address.slice(channel.length + 1)] : []));
  const rules = (channel: string) => ({ dmPolicy: "allowlist", allowFrom: idsOn(channel) });
  const config = configOf(
    JSON.stringify({
      ...engine.config,
      messages: { maxPerMinute: 0 },
      channels: {
        telegram: { ...rules("telegram"), botToken: platforms.telegram.token },
        discord: { ...rules("discord"), token: platforms.discord.token },
        whatsapp: rules("whatsapp"),
        bad: { adapter: "./bad.js", dmPolicy: "allowlist", allowFrom: ["hangs", "throws"] },
      },
    }),
  );
  const channels = [...adapters.map(({ spec }) => spec), bad.spec];
  const start = (): Promise<Gateway> =>
    during(startGateway({ config, stateDir, port: 0, log: silentLogger, clock, channels }));

  let gateway = await start();
  const faults = faultsOf(platforms, adapters, dice);
  const pending: Promise<unknown>[] = [];
  const written = (): number => chatters.reduce((sum, one) => sum + one.wrote.length, 0);
  const answered = (): number => chatters.reduce((sum, one) => sum + new Set(one.heard()).size, 0);
  const allAnswered = async (): Promise<void> => {
    for (let patience = 0; answered() < written() && patience < 2000; patience++) await tick(500);
  };
  // Nobody can list whom Discord's bots have never heard of: what such people wrote while the bot was away is out of reach.
  for (const one of chatters) await one.write();
  await allAnswered();
  let happened = 0;
  for (let second = 0; second < soakSeconds; second += step) {
    for (const one of chatters) {
      if (dice.oneIn(90 / step)) pending.push(one.write());
      if (dice.oneIn(600 / step)) pending.push(one.mess());
    }
    if (dice.oneIn(45 / step)) {
      const fault = faults[dice.between(0, faults.length - 1)];
      happened += 1;
      pending.push(Promise.resolve(fault?.()));
    }
    if (second % 2400 === 1200) {
      await during(gateway.stop());
      for (let away = 0; away < 30; away += step) await tick(step * 1000);
      gateway = await start();
    }
    await tick(step * 1000);
  }
  await during(Promise.all(pending));
  await allAnswered();
  // Whatever could still come twice.
  for (let more = 0; more < 200; more++) await tick(500);

  const api = await openApi(stateDir);
  const twice = chatters.reduce((sum, one) => sum + one.heard().length - new Set(one.heard()).size, 0);
  console.log(
    `${written()} messages, ${twice} shown twice, ${happened} faults, ${adapters.reduce((sum, one) => sum + one.count(), 0)} crashes`,
  );
  for (const { channel, address, wrote, heard } of chatters) {
    const adapter = adapters.find(({ spec }) => spec.channel === channel);
    // Twice, one after the other, only where the platform's own "I have it" got lost on the way.
    const once = heard().filter((text, at, all) => all[at - 1] !== text || adapter?.wasCut(text) !== true);
    const numbers = once.map((text) => /\/n\d+/.exec(text)?.[0]);
    expect({ address, numbers }).toEqual({ address, numbers: wrote });
    const turns = await api.get<unknown[]>(
      `audit?limit=1000&event=access.admitted&user=${encodeURIComponent(address)}`,
    );
    expect(turns).toHaveLength(wrote.length);
  }
  expect(bad.said()).toBeGreaterThan(300);
  expect(Math.min(...adapters.map((adapter) => adapter.count()))).toBeGreaterThan(0);
  await during(gateway.stop());
  await platforms.close();
  await engine.drop();
  await rm(stateDir, { recursive: true, force: true });
});
