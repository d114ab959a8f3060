import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";
import { inShell } from "../support/shell.ts";
import { type Expected, pairingLines, securityLines } from "./lines.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { whatsapp: {}, telegram: {}, discord: { dmPolicy: "open", allowFrom: ["*"] } },
  acknowledge: ["open-dm-write"],
  gateway: { port: 0 },
}`;

let live: Live;
beforeAll(async () => {
  live = await createLive(inject("databaseUrl"), config);
  await live.inStore(async ({ pairing }) => {
    await pairing.admit(people.cam, { kind: "operator", via: "cli" });
    await pairing.request(people.ann, { displayName: "Ann" }, { firstMessage: "Hello, I'm Ann" });
    // Only who wrote to the bot is known by a bare number.
    const stranger = { channel: "whatsapp", account: "default", id: "+84999999999" };
    await pairing.request(stranger, { displayName: "Mallory" }, {});
  });
  await live.start();
});
afterAll(() => live?.remove());

const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].slice(1).map(([word, quoted]) => quoted ?? word);

async function runLine({ line, code = 0, stdout = /./, not, answers, after = [] }: Expected): Promise<void> {
  for (const args of after) expect(await live.cli(...args)).toMatchObject({ code: 0 });
  const ended = answers === undefined ? await inShell(live, line) : await live.asked(answers, ...words(line));
  expect(ended, ended.stderr).toMatchObject({ code, stdout: expect.stringMatching(stdout) });
  if (not !== undefined) expect(ended.stdout).not.toMatch(not);
}

describe("[R9.1] every command line of the two source documents works as it is printed", () => {
  test.each(pairingLines.map((one, n) => [one.line, n, one] as const))("%s (%i)", (_line, _n, one) => runLine(one));

  test("and the export of the audit log is in the file", async () => {
    expect(await readFile(join(live.stateDir, "audit.csv"), "utf8")).toMatch(/^"id"|^"seq"|^"at"/);
  });

  test.each(securityLines.map((one, n) => [one.line, n, one] as const))("%s (%i)", (_line, _n, one) => runLine(one));
});
