import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDiscordServer } from "@moltbot/channel-discord/testing";
import { startTelegramServer } from "@moltbot/channel-telegram/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../src/run.ts";
import { createFakeIo } from "../support/fake-io.ts";
import { createStateDir } from "../support/state-dir.ts";

interface Asked {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
  /** Questions whose answers do not show. */
  readonly hidden: readonly string[];
}

/** Runs a command with somebody at the terminal who gives these answers; `undefined`: nobody. */
async function cli(
  stateDir: string,
  args: readonly string[],
  o: { answers?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Asked> {
  const left = [...(o.answers ?? [])];
  const [questions, hidden]: [string[], string[]] = [[], []];
  const ask = async (question: string, how?: { hidden?: boolean }): Promise<string> => {
    questions.push(question);
    if (how?.hidden === true) hidden.push(question);
    return left.shift() ?? "";
  };
  const io = createFakeIo({ env: o.env ?? {}, ...(o.answers === undefined ? {} : { ask }) });
  const code = await run(["--state-dir", stateDir, ...args], io);
  return { code, stdout: io.stdout(), stderr: io.stderr(), questions, hidden };
}

const read = (stateDir: string, ...path: readonly string[]): Promise<string> =>
  readFile(join(stateDir, ...path), "utf8");

async function platform(): Promise<{ url: string; token: string; config: string }> {
  const telegram = await startTelegramServer({});
  onTestFinished(() => telegram.stop());
  const config = `{\n  // mine\n  channels: { telegram: { apiRoot: "${telegram.url}" } },\n}\n`;
  return { url: telegram.url, token: telegram.token, config };
}

describe("[R9.1] onboard telegram", () => {
  test("tries the token on the platform, keeps it outside the config, and comments stay", async () => {
    const stateDir = await createStateDir();
    const { token, config } = await platform();
    await writeFile(join(stateDir, "moltbot.json5"), config, { mode: 0o600 });
    const done = await cli(stateDir, ["onboard", "telegram"], { answers: [token, "123456789"] });
    expect(done).toMatchObject({ code: 0, hidden: ["Token (what you type does not show): "] });
    expect(done.stderr).toContain("✓ The token works.");
    expect(done.stderr).toContain("→ moltbot gateway");
    const text = await read(stateDir, "moltbot.json5");
    expect(text).toContain("// mine");
    expect(text).toContain("{file:./secrets/telegram.token}");
    for (const shown of [text, done.stdout, done.stderr]) expect(shown).not.toContain(token);
    expect(await read(stateDir, "secrets", "telegram.token")).toBe(`${token}\n`);
    expect((await stat(join(stateDir, "secrets", "telegram.token"))).mode & 0o777).toBe(0o600);
    const owners = await cli(stateDir, ["config", "get", "owners"]);
    expect(JSON.parse(owners.stdout)).toEqual(["telegram:123456789"]);
    expect((await cli(stateDir, ["config", "validate"])).code).toBe(0);
    // Once more: who is an owner is not asked again.
    const again = await cli(stateDir, ["onboard", "telegram"], { answers: [token] });
    expect([again.code, again.questions.length]).toEqual([0, 1]);
  });

  test("changes nothing when the platform refuses the token, or an id is none", async () => {
    const stateDir = await createStateDir();
    const { token, config } = await platform();
    await writeFile(join(stateDir, "moltbot.json5"), config, { mode: 0o600 });
    const refused = await cli(stateDir, ["onboard", "telegram"], { answers: ["1:wrong"] });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("nothing was changed");
    expect(refused.stderr).not.toContain("1:wrong");
    expect(await cli(stateDir, ["onboard", "telegram"], { answers: [""] })).toMatchObject({ code: 1, stdout: "" });
    const name = await cli(stateDir, ["onboard", "telegram"], { answers: [token, "@me"] });
    expect(name).toMatchObject({ code: 2, stderr: expect.stringContaining("@userinfobot") });
    expect(await read(stateDir, "moltbot.json5")).toBe(config);
    await expect(stat(join(stateDir, "secrets"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("takes the token from the environment where nobody sits", async () => {
    const stateDir = await createStateDir();
    const { token, config } = await platform();
    await writeFile(join(stateDir, "moltbot.json5"), config, { mode: 0o600 });
    expect(await cli(stateDir, ["onboard", "telegram"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("TELEGRAM_BOT_TOKEN"),
    });
    const done = await cli(stateDir, ["onboard", "telegram", "--owner", "5", "--json"], {
      env: { TELEGRAM_BOT_TOKEN: token },
    });
    expect(JSON.parse(done.stdout)).toMatchObject({
      channel: "telegram",
      changed: ["owners", "channels.telegram.botToken"],
    });
    expect(await read(stateDir, "moltbot.json5")).toContain("{TELEGRAM_BOT_TOKEN}");
  });
});

test("[R9.1] onboard discord tries the token on the platform", async () => {
  const stateDir = await createStateDir();
  const discord = await startDiscordServer({});
  onTestFinished(() => discord.stop());
  const config = `{ channels: { discord: { restApi: "${discord.url}" } } }`;
  await writeFile(join(stateDir, "moltbot.json5"), config, { mode: 0o600 });
  expect(await cli(stateDir, ["onboard", "discord"], { answers: ["wrong"] })).toMatchObject({ code: 1 });
  const done = await cli(stateDir, ["onboard", "discord"], { answers: [discord.token, ""] });
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining("✓ The token works.") });
  expect(await read(stateDir, "moltbot.json5")).toContain("{file:./secrets/discord.token}");
});

test("[R9.1] onboard whatsapp says how the phone is linked", async () => {
  const stateDir = await createStateDir();
  const done = await cli(stateDir, ["onboard", "whatsapp"], { answers: ["+84987654321"] });
  expect(done).toMatchObject({ code: 0, questions: [expect.stringContaining("country code")] });
  expect(done.stderr).toContain("→ moltbot channels login whatsapp");
  expect(await read(stateDir, "moltbot.json5")).toContain("whatsapp: {}");
  expect(JSON.parse((await cli(stateDir, ["config", "get", "owners"])).stdout)).toEqual(["whatsapp:+84987654321"]);
});

describe("[R9.1] init at a terminal", () => {
  test("asks at most five questions, and ends with a channel that works", async () => {
    const stateDir = await createStateDir();
    const { token, url } = await platform();
    const done = await cli(stateDir, ["init"], { answers: ["telegram", "123456789", "n"] });
    expect(done).toMatchObject({ code: 0, stdout: `${join(stateDir, "moltbot.json5")}\n` });
    expect(done.questions.length).toBeLessThanOrEqual(5);
    expect(done.stderr).toContain("→ moltbot onboard telegram");
    expect(await read(stateDir, "moltbot.json5")).toContain('owners: ["telegram:123456789"]');
    await cli(stateDir, ["config", "set", "channels.telegram.apiRoot", url]);
    expect((await cli(stateDir, ["onboard", "telegram"], { answers: [token] })).code).toBe(0);
  });

  test("goes on with the channel at once, and asks nothing with --yes or when there is a file", async () => {
    const stateDir = await createStateDir();
    const on = await cli(stateDir, ["init"], { answers: ["whatsapp", "+84987654321", ""] });
    expect([on.code, on.questions.length]).toEqual([0, 3]);
    expect(on.stderr).toContain("→ moltbot channels login whatsapp");
    const there = await cli(stateDir, ["init"], { answers: ["telegram"] });
    expect([there.code, there.questions.length]).toEqual([1, 0]);
    const quiet = await cli(stateDir, ["init", "--force", "--yes", "--owner", "telegram:7"], { answers: ["x"] });
    expect([quiet.code, quiet.questions.length]).toEqual([0, 0]);
    expect(await read(stateDir, "moltbot.json5")).toContain('owners: ["telegram:7"]');
    expect(await cli(await createStateDir(), ["init"], { answers: ["teelgram"] })).toMatchObject({
      code: 2,
      stdout: "",
    });
  });
});

test("[R9.1] a config that would not work is not written, and an earlier token stays", async () => {
  const stateDir = await createStateDir();
  const { token, url } = await platform();
  // The token stands in an included file: that one has to be changed there.
  await writeFile(join(stateDir, "part.json5"), `{ channels: { telegram: { apiRoot: "${url}", botToken: "1:old" } } }`);
  await writeFile(join(stateDir, "moltbot.json5"), '{ $include: "./part.json5" }', { mode: 0o600 });
  const refused = await cli(stateDir, ["onboard", "telegram", "--owner", "5"], { answers: [token] });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("part.json5") });
  expect(await read(stateDir, "moltbot.json5")).toBe('{ $include: "./part.json5" }');
  await expect(stat(join(stateDir, "secrets", "telegram.token"))).rejects.toMatchObject({ code: "ENOENT" });
});
