import type { Explanation } from "@moltbot/gateway";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: { botToken: "", dmPolicy: "pairing", allowFrom: ["7"], groups: { "-100": {} } }, web: {} },
  gateway: { port: 0 },
}`;

describe.each([
  ["with the gateway stopped", false],
  ["through the running gateway", true],
])("[R9.6] explain, %s,", (_name, running) => {
  let live: Live;
  const web = (id: string): string => `web:${id}`;
  beforeAll(async () => {
    live = await createLive(inject("databaseUrl"), config.replace('botToken: "", ', ""));
    await live.inStore(({ pairing }) =>
      pairing.block(people.ben, { kind: "operator", via: "cli" }, { reason: "spam\u001b[2J" }),
    );
    if (running) await live.start();
  });
  afterAll(() => live?.remove());

  test("says who is asked to pair, why, and what lets them in", async () => {
    const { code, stdout, stderr } = await live.cli("explain", web("5"));
    expect(code).toBe(1);
    expect(stdout).toContain('web:5, who writes "Hello", is asked to pair: not_paired\n\nchannel ');
    expect(stdout).toMatch(/policy +asks to pair +The policy for direct messages is "pairing"/);
    expect(stderr).toBe(`→ moltbot pairing approve web:5 --state-dir ${live.stateDir}\n`);
  });

  test("says that the owner is answered, and what about a tool and a command", async () => {
    const answered = await live.cli("explain", "--from", web("owner"));
    expect([answered.code, answered.stdout.split("\n")[0]]).toEqual([
      0,
      'web:owner, who writes "Hello", is answered: owner',
    ]);
    const { code, stdout } = await live.cli("explain", web("owner"), "--tool", "browser", "--command", "git push");
    expect(code).toBe(1);
    expect(stdout).toContain("\ncommand git push: ask. git matches no entry of the allowlist.\n");
  });

  test("changes nothing, however often it is asked", async () => {
    const asked = async (): Promise<Explanation> => {
      const { stdout } = await live.cli("explain", web("6"), "--text", "/pair", "--json");
      return JSON.parse(stdout) as Explanation;
    };
    const audit = async (): Promise<string> => (await live.cli("audit", "--json")).stdout;
    const before = await audit();
    const first = await asked();
    expect(first).toMatchObject({ outcome: "offers-pairing", text: "/pair" });
    for (let again = 0; again < 5; again++) expect(await asked()).toEqual(first);
    expect(await audit()).toBe(before);
    expect((await live.cli("users", "list", "--channel", "web", "--json")).stdout).toBe("[]\n");
  });

  test("shows what strangers wrote harmlessly, and a channel that is not set up", async () => {
    const { code, stdout, stderr } = await live.cli("explain", "telegram:1002", "--text", "\u001b[31mhi");
    expect(code).toBe(1);
    expect(stdout).toContain("is not heard: not_connected");
    expect(stdout).toMatch(/block +not asked +operator blocked them on .* with no end: spam/);
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toMatch(/^→ .*BotFather/);
  });

  test("wants one person", async () => {
    expect(await live.cli("explain")).toMatchObject({ code: 2, stderr: expect.stringContaining("who writes") });
    expect(await live.cli("explain", "web:1", "--from", "web:2")).toMatchObject({ code: 2 });
    expect(await live.cli("explain", "@nobody")).toMatchObject({ code: 1, stderr: expect.stringMatching(/@nobody/) });
  });
});
