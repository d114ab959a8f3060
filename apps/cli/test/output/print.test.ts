import { MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createContext } from "../../src/context.ts";
import { commandLine, commandNames } from "../../src/output/print.ts";
import { reportError } from "../../src/output/report-error.ts";
import { createProgram } from "../../src/program.ts";
import { createFakeIo } from "../support/fake-io.ts";

const plain = { json: false, debug: false };

describe("suggested commands", () => {
  test("repeat the paths that were given", () => {
    const context = createContext(createFakeIo(), { stateDir: "/tmp/a b" });
    expect(commandLine(context, "users", "list")).toBe("moltbot users list --state-dir '/tmp/a b'");
  });

  test("are called as they can be called from a clone, where no moltbot is on the PATH", () => {
    const context = createContext(createFakeIo({ env: { npm_package_name: "moltbot-workspace" } }), {});
    expect(commandLine(context, "init")).toBe("npx --yes pnpm@10 moltbot init");
  });

  test("quote ids, so that pasting one never runs what a stranger put in it", () => {
    const context = createContext(createFakeIo(), {});
    expect(commandLine(context, "users", "show", "irc:$(reboot)'")).toBe("moltbot users show 'irc:$(reboot)'\\'''");
  });
});

test("every command of the program is known to suggestions", () => {
  const names = createProgram(createFakeIo(), { ended: () => {}, misused: () => {} }).commands.map((command) =>
    command.name(),
  );
  expect([...commandNames].sort()).toEqual(names.filter((name) => name !== "complete").sort());
});

describe("errors", () => {
  test("say what went wrong and what to do, and nothing else", () => {
    const io = createFakeIo();
    const code = reportError(io, new MoltbotError("not_found", "nobody there", { hint: "Look again." }), plain);
    expect([code, io.stdout(), io.stderr()]).toEqual([1, "", "error: nobody there\n→ Look again.\n"]);
  });

  test("are 2 for bad input and 1 for everything else", () => {
    expect(reportError(createFakeIo(), new MoltbotError("invalid", "x"), plain)).toBe(2);
    expect(reportError(createFakeIo(), new Error("x"), plain)).toBe(1);
    expect(reportError(createFakeIo(), "x", plain)).toBe(1);
  });

  test("name commands as they can be called from a clone, and leave other words alone", () => {
    const io = createFakeIo({ env: { npm_package_name: "moltbot-workspace" } });
    const hint = "This is no fault of moltbot itself: moltbot users list shows who there is, as does moltbot audit.";
    reportError(io, new MoltbotError("not_found", "nobody there", { hint }), plain);
    expect(io.stderr()).toBe(
      "error: nobody there\n→ This is no fault of moltbot itself: npx --yes pnpm@10 moltbot users list shows who there is, as does npx --yes pnpm@10 moltbot audit.\n",
    );
  });

  test("never carry a terminal escape of a stranger", () => {
    const io = createFakeIo();
    reportError(io, new MoltbotError("denied", "\u001b[2Jno\u009b", { hint: "\u202ehint" }), plain);
    expect(io.stderr()).toBe("error: [2Jno\n→ hint\n");
  });

  test("show the stack only with --debug", () => {
    const io = createFakeIo();
    reportError(io, new MoltbotError("denied", "no"), { json: false, debug: true });
    expect(io.stderr()).toContain("print.test.ts");
  });

  test("are one JSON object with --json, data included", () => {
    const io = createFakeIo();
    reportError(io, new MoltbotError("conflict", "two", { data: { users: ["a/b:1"] } }), { json: true, debug: false });
    expect(JSON.parse(io.stderr())).toEqual({
      error: { code: "conflict", message: "two", data: { users: ["a/b:1"] } },
    });
  });
});
