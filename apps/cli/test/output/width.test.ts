import stringWidth from "string-width";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";
import { speak } from "../support/speak.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: {}, whatsapp: {}, discord: { dmPolicy: "allowlist", allowFrom: ["803112345678901234"] } },
  agents: { list: { main: {}, "an-agent-with-a-long-name": { permissions: ["read", "write", "exec"] } } },
  gateway: { port: 0 },
}`;
const long = "名字很长的人 👩‍👩‍👧‍👦 ".repeat(20);

let live: Live;
beforeAll(async () => {
  live = await createLive(inject("databaseUrl"), config);
  await live.inStore(async ({ stores, pairing }) => {
    await pairing.admit(people.cam, { kind: "operator", via: "cli" });
    await pairing.request(people.ann, { displayName: long, username: "a".repeat(64) }, { firstMessage: long });
    await pairing.block(people.ben, { kind: "operator", via: "cli" }, { reason: long });
    await speak(stores, `#telegram:-100${"2".repeat(60)}`, [long, long]);
  });
  await live.start();
});
afterAll(() => live?.remove());

describe.each([40, 60, 100])("[R9.1] at a terminal of %i columns", (columns) => {
  test.each([
    ["users", "list"],
    ["users", "list", "--blocked"],
    ["users", "show", "telegram:1001"],
    ["pairing", "pending"],
    ["approvals", "list"],
    ["approvals", "grants"],
    ["sessions", "list"],
    ["audit"],
    ["agents", "list"],
    ["tools", "list"],
    ["devices", "list"],
    ["sandbox", "list"],
    ["status"],
  ])("%s %s fits", async (...args) => {
    const { stdout, stderr } = await live.at(columns, ...args);
    const wide = stdout.split("\n").filter((line) => stringWidth(line) > columns);
    expect(wide, stderr).toEqual([]);
  });

  test("explain breaks its lines and cuts nothing", async () => {
    const { stdout } = await live.at(columns, "explain", "telegram:1001");
    const [, , ...rows] = stdout.split("\n");
    expect(rows.filter((line) => stringWidth(line) > columns)).toEqual([]);
    const whole = await live.cli("explain", "telegram:1001");
    const words = (text: string): string => text.replace(/\s+/g, " ");
    const [, rest = ""] = whole.stdout.split("\n\n");
    // Nothing is cut: all that is said in a pipe is said here, on more lines.
    if (columns >= 60) expect(words(rows.join(" "))).toContain(words(rest).trim());
  });
});
