import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryAudit } from "@moltbot/audit";
import { configFile, loadConfigFile, policyVersion } from "@moltbot/config";
import { MoltbotError, silentLogger, systemClock } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";
import { changedPaths, needsRestart } from "../../src/reload/differences.ts";
import { createLive } from "../../src/reload/live.ts";
import { createReloader } from "../../src/reload/reloader.ts";
import { watchFiles } from "../../src/reload/watch-files.ts";
import { configOf } from "../support/config.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "moltbot-reloader-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const good = `{
  owners: ["telegram:1"], // mine
  channels: {
    telegram: { botToken: "123456:abcdefghijklmnopqrstuvwxyz", dmPolicy: "pairing", allowFrom: ["2"] },
  },
  pairing: { ttl: "30 days" },
  agents: { defaults: { tools: { deny: ["process"], exec: { allowlist: ["git *"] } } } },
}
`;

async function open(o: { text?: string; append?: () => Promise<void> } = {}) {
  const dir = await mkdtemp(join(root, "one-"));
  const file = join(dir, "moltbot.json5");
  await writeFile(file, o.text ?? good);
  const loaded = await loadConfigFile(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const clock = createManualClock(1_800_000_000_000);
  const audit = createMemoryAudit({ random: createSeededRandom(1) });
  const live = createLive(loaded.config, (config) => compilePolicy(config));
  const steps: string[] = [];
  const reloader = createReloader({
    source: { file, explicit: true, env: {} },
    live,
    audit: {
      async append(events) {
        await o.append?.();
        await audit.append(events);
      },
    },
    clock,
    log: silentLogger,
    fixed: [],
    prepare: async () => void steps.push(`prepare ${live.policy().version}`),
    follow: async () => void steps.push(`follow ${live.policy().version}`),
  });
  const events = async () => (await audit.query({ limit: 1000, event: "config" })).records.map((one) => one.event);
  return { dir, file, live, reloader, clock, steps, events };
}

describe("[R9.7] reading the config again", () => {
  test("500 random edits of the file: the config in force is the old one or the whole new one, and a refusal names its line", {
    timeout: 120_000,
  }, async () => {
    const { file, live, reloader, events } = await open();
    const pieces = fc.constantFrom(
      "{",
      "}",
      '"',
      ",",
      "//",
      "open",
      "allowlist",
      "ownrs",
      "null",
      "5",
      "\n",
      "git",
      "",
    );
    const edit = fc.record({ at: fc.nat(2000), cut: fc.nat(6), put: fc.oneof(pieces, fc.string({ maxLength: 3 })) });
    const seen = { applied: 0, refused: 0, unchanged: 0 };
    const property = fc.asyncProperty(fc.array(edit, { minLength: 0, maxLength: 2 }), async (edits) => {
      let text = good;
      for (const { at, cut, put } of edits) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + put + text.slice(start + cut);
      }
      const before = live.policy().version;
      await writeFile(file, text);
      const outcome = await reloader.reload();
      seen[outcome]++;
      // The config and what is compiled from it are always of one version.
      expect(live.policy().version).toBe(policyVersion(live.config()));
      const { version, refused } = reloader.state();
      expect(version).toBe(live.policy().version);
      if (outcome === "refused") {
        expect(version).toBe(before);
        const line = Number(new RegExp(`${file}:(\\d+)`).exec(refused?.because ?? "")?.[1]);
        const isGeneral = /cannot be read|the config can't work/.test(refused?.because ?? "");
        if (!isGeneral) expect(line).toBeGreaterThanOrEqual(1);
        if (!isGeneral) expect(line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
      } else {
        expect(refused).toBeUndefined();
        const fresh = await loadConfigFile(file);
        expect(fresh.ok && policyVersion(fresh.config)).toBe(version);
      }
    });
    await fc.assert(property, { numRuns: 500 });
    expect(Math.min(seen.applied, seen.refused, seen.unchanged)).toBeGreaterThan(5);
    const told = await events();
    expect(told.filter((name) => name === "config.reloaded")).toHaveLength(seen.applied);
    expect(told.filter((name) => name === "config.refused")).toHaveLength(seen.refused);
  });

  test("looks at what runs before, and ends what may not run after", async () => {
    const { file, live, reloader, steps } = await open();
    const before = live.policy().version;
    await writeFile(file, good.replace("30 days", "3 days"));
    await reloader.reload();
    expect(steps).toEqual([`prepare ${before}`, `follow ${live.policy().version}`]);
    expect(live.policy().pairing.ttlMs).toBe(3 * 86_400_000);
  });

  test("changed comments move lines, and are nothing to tell", async () => {
    const { file, live, reloader, events } = await open();
    await writeFile(file, `// new\n${good}`);
    expect(await reloader.reload()).toBe("unchanged");
    expect(configFile(live.config())).toBe(file);
    expect(await events()).toEqual([]);
  });

  test("nothing changes while the audit log is out of reach, and it is tried again", async () => {
    let down = true;
    const append = async (): Promise<void> => {
      if (down) throw new MoltbotError("unavailable", "no database");
    };
    const { file, live, reloader, clock, events } = await open({ append });
    const before = live.policy().version;
    await writeFile(file, good.replace("30 days", "3 days"));
    expect(await reloader.reload()).toBe("refused");
    expect([live.policy().version, await events()]).toEqual([before, []]);
    down = false;
    await clock.advance(5000);
    await expect.poll(events).toEqual(["config.reloaded"]);
    expect(live.policy().version).not.toBe(before);
  });

  test("a file that comes after the start counts, and is not missed when it goes", async () => {
    const dir = await mkdtemp(join(root, "later-"));
    const file = join(dir, "moltbot.json5");
    const loaded = await loadConfigFile(file);
    if (!loaded.ok) throw new Error("no defaults?");
    const live = createLive(loaded.config, (config) => compilePolicy(config));
    const noop = async (): Promise<void> => {};
    const reloader = createReloader({
      source: { file, explicit: false, env: {} },
      ...{ live, clock: systemClock, log: silentLogger, fixed: [], prepare: noop, follow: noop },
      audit: createMemoryAudit({ random: createSeededRandom(1) }),
    });
    await reloader.start();
    expect(await reloader.reload()).toBe("unchanged");
    await writeFile(file, '{ owners: ["telegram:1"] }');
    await expect.poll(() => live.config().owners, { timeout: 10_000 }).toEqual(["telegram:1"]);
    await rm(file);
    await expect.poll(() => reloader.state().refused?.kind, { timeout: 10_000 }).toBe("unreadable");
    expect(live.config().owners).toEqual(["telegram:1"]);
    await reloader.close();
  });

  test("without a file to read nothing ever changes", async () => {
    const config = configOf("{}");
    const live = createLive(config, (one) => compilePolicy(one));
    const parts = { live, audit: createMemoryAudit({ random: createSeededRandom(1) }), log: silentLogger, fixed: [] };
    const noop = async (): Promise<void> => {};
    const reloader = createReloader({
      ...parts,
      source: undefined,
      clock: createManualClock(),
      prepare: noop,
      follow: noop,
    });
    await reloader.start();
    expect(await reloader.reload()).toBe("unchanged");
    await reloader.close();
  });
});

describe("what changed", () => {
  const of = (text: string): ReturnType<typeof configOf> => configOf(text);

  test("is named by paths that say nothing about anybody", () => {
    const before = of(
      '{ owners: ["telegram:1"], sessions: { "telegram:5": { agent: "main" } }, pairing: { ttl: "1 day" } }',
    );
    const after = of(
      '{ owners: ["telegram:2"], sessions: { "telegram:6": { agent: "main" } }, pairing: { ttl: "2 days" } }',
    );
    expect(changedPaths(before, after)).toEqual(["owners", "pairing.ttl", "sessions"]);
    expect(changedPaths(before, before)).toEqual([]);
  });

  test("sees another secret, and does not show it", () => {
    const token = (text: string) => of(`{ channels: { telegram: { botToken: "${text}" } } }`);
    const paths = changedPaths(token("1:aaaaaaaaaaaaaaaaaaaaaaa"), token("1:bbbbbbbbbbbbbbbbbbbbbbb"));
    expect(paths).toEqual(["channels.telegram"]);
  });

  test("needs a restart only where a start alone reads it", () => {
    const started = of('{ database: { url: "postgres://a@b/c" } }');
    const now = of('{ database: { url: "postgres://a@b/d" }, redis: { url: "redis://r" }, gateway: { port: 1 } }');
    expect(needsRestart(started, now)).toEqual(["gateway.port", "database.url", "redis.url"]);
    expect(needsRestart(started, now, ["gateway.port"])).toEqual(["database.url", "redis.url"]);
    expect(needsRestart(started, of('{ database: { url: "postgres://a@b/c" }, owners: ["telegram:1"] }'))).toEqual([]);
  });
});

describe("watching files", () => {
  test("hears of writing in place, of replacing, of links that lead elsewhere, and of files that come", {
    timeout: 60_000,
  }, async () => {
    const dir = await mkdtemp(join(root, "watch-"));
    const [plain, swapped, linked, coming] = ["plain", "swapped", "linked", "coming"].map((name) =>
      join(dir, name),
    ) as [string, string, string, string];
    await mkdir(join(dir, "v1"));
    await mkdir(join(dir, "v2"));
    await writeFile(join(dir, "v1", "linked"), "1");
    await writeFile(join(dir, "v2", "linked"), "2");
    await symlink("v1", join(dir, "current"));
    await symlink("current/linked", linked);
    for (const file of [plain, swapped]) await writeFile(file, "1");
    let heard = 0;
    const watch = watchFiles({
      files: () => [plain, swapped, linked, coming],
      changed: () => heard++,
      clock: systemClock,
      log: silentLogger,
    });
    await watch.refresh();
    const after = async (change: () => Promise<unknown>): Promise<void> => {
      const before = heard;
      await change();
      await expect.poll(() => heard, { timeout: 10_000 }).toBe(before + 1);
    };
    await after(() => writeFile(plain, "2"));
    await after(async () => {
      await writeFile(`${swapped}.new`, "2");
      await rename(`${swapped}.new`, swapped);
    });
    await after(async () => {
      await symlink("v2", join(dir, "next"));
      await rename(join(dir, "next"), join(dir, "current"));
    });
    await after(() => writeFile(coming, "1"));
    // What stands beside them is no matter of the config.
    await writeFile(join(dir, "other"), "1");
    await after(() => rm(coming));
    watch.close();
  });
});
