import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createProgram } from "../../src/program.ts";
import { createFakeIo } from "../support/fake-io.ts";
import { cleanEnv, nodeArguments } from "../support/moltbot.ts";
import { cliPage, runnable } from "./cli-page.ts";
import { printed } from "./json.ts";

const page = fileURLToPath(new URL("../../../../docs/cli.md", import.meta.url));
const root = createProgram(createFakeIo(), { ended: () => {}, misused: () => {} });
const commands = root.commands.flatMap((command) => runnable(command, ""));

test("[R9.1] docs/cli.md lists every command as it is: `npx vitest run apps/cli/test/page --update=all` writes it anew", async () => {
  await expect(cliPage(root)).toMatchFileSnapshot(page);
});

test("[R9.1] what --json prints is said for every command, and for none that is not there", () => {
  expect(Object.keys(printed).sort()).toEqual(commands.map(([path]) => path).sort());
});

test("[R9.1] every command and option says what it does, in one style", () => {
  for (const [path, command] of commands) {
    expect(command.description(), path).toMatch(/^[a-z][^.]*[^.\s]$/s);
    for (const { flags, description } of command.options) expect(description, `${path} ${flags}`).toMatch(/\S/);
    for (const one of command.registeredArguments) expect(one.description, `${path} ${one.name()}`).toMatch(/\S/);
  }
});

test("[R9.1] --help is there within 150 ms", () => {
  const times: number[] = [];
  // A busy machine slows single starts: one in time shows that no more than the parser is loaded.
  while (times.length < 20 && !times.some((ms) => ms < 150)) {
    const start = performance.now();
    execFileSync(process.execPath, [...nodeArguments, "--help"], { env: cleanEnv() });
    times.push(performance.now() - start);
  }
  expect(Math.min(...times)).toBeLessThan(150);
});
