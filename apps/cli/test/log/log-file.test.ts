import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFileLogger, logFile } from "../../src/log/log-file.ts";
import { isAbout, readLine } from "../../src/log/log-line.ts";
import { createTail, readLog } from "../../src/log/log-tail.ts";
import { createStateDir } from "../support/state-dir.ts";

const now = (): number => Date.UTC(2026, 0, 31, 10);
const fail = (thrown: unknown): never => {
  throw thrown;
};

test("lines are JSON, readable by the owner only, and hold no secret and nothing that a terminal acts on", async () => {
  const stateDir = await createStateDir();
  const log = createFileLogger({ stateDir, level: "info", now, broken: fail });
  log.debug("too little");
  log.info("channel connected", { channel: "telegram", botToken: "1:abc", name: "\u001b[31mx\u202e" });
  log.error("large", { text: "x".repeat(100_000) });
  const text = await readFile(logFile(stateDir), "utf8");
  expect(text).not.toMatch(/\u001b|\u202e|1:abc|too little/);
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: "info",
    time: "2026-01-31T10:00:00.000Z",
    message: "channel connected",
    channel: "telegram",
    botToken: "***",
    name: "\u001b[31mx\u202e",
  });
  expect(lines[1]?.length).toBeLessThan(10_000);
  expect((await stat(logFile(stateDir))).mode & 0o777).toBe(0o600);
});

test("what is kept stays below four files' worth, whatever is logged, and every line can be read", async () => {
  const stateDir = await createStateDir();
  const log = createFileLogger({ stateDir, level: "info", now, broken: fail, maxBytes: 1000 });
  const tail = await createTail(stateDir);
  const followed: number[] = [];
  for (let n = 0; n < 300; n++) {
    log.info("line", { n });
    if (n % 7 === 0) followed.push(...(await tail()).map(({ fields }) => Number(fields["n"])));
  }
  followed.push(...(await tail()).map(({ fields }) => Number(fields["n"])));
  expect(followed).toEqual(Array.from({ length: 300 }, (_, n) => n));
  expect((await readdir(stateDir)).sort()).toEqual(["gateway.log", "gateway.log.1", "gateway.log.2", "gateway.log.3"]);
  for (const name of await readdir(stateDir)) {
    expect((await stat(join(stateDir, name))).size).toBeLessThanOrEqual(1000);
    expect((await stat(join(stateDir, name))).mode & 0o777).toBe(0o600);
  }
  const kept = ((await readLog(stateDir)) ?? []).map(({ fields }) => Number(fields["n"]));
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 300 - kept.length + i));
});

test("a gateway goes on when its log cannot be written, and says so once", async () => {
  const stateDir = await createStateDir();
  await mkdir(logFile(stateDir));
  const told: unknown[] = [];
  const log = createFileLogger({ stateDir, level: "info", now, broken: (thrown) => told.push(thrown) });
  log.info("one");
  log.info("two");
  expect(told).toHaveLength(1);
});

test("lines that are none are left out, and none at all means that nobody logged", async () => {
  const stateDir = await createStateDir();
  expect(await readLog(stateDir)).toBeUndefined();
  await writeFile(
    logFile(stateDir),
    'null\n{"time":"x","message":"m"}\n{"time":"2026-01-31T10:00:00Z","message":"m","level":"fatal"}\n{"ti',
  );
  expect(await readLog(stateDir)).toEqual([
    { time: "2026-01-31T10:00:00Z", level: "info", message: "m", from: "log", fields: {} },
  ]);
});

test.each([
  ["a pairing could not be renewed", "pairing", true],
  ["channel connected", "pairing", false],
  ["channel connected", "channel", true],
  ["an approved command waits", "exec", true],
  ["Redis is out of reach", "store", true],
  ["channel connected", "CONNECTED", true],
  ["channel connected", "constructor", false],
])("%j is about %s: %s", (message, filter, about) => {
  const line = readLine(JSON.stringify({ time: "2026-01-31T10:00:00Z", level: "info", message }));
  expect(line && isAbout(line, filter)).toBe(about);
});
