import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { logFields } from "../../src/log/log-fields.ts";
import { createTerminalLogger } from "../../src/log/terminal-logger.ts";
import { underLevel } from "../../src/log/under-level.ts";
import { createFakeIo } from "../support/fake-io.ts";

describe("fields of a log line", () => {
  test("hide secrets and show errors", () => {
    const error = Object.assign(new Error("no route"), { code: "EHOST" });
    expect(logFields({ botToken: "123:abc", nested: { password: "x", port: 1 }, error, big: 1n })).toEqual({
      botToken: "***",
      nested: { password: "***", port: 1 },
      error: { name: "Error", message: "no route", code: "EHOST" },
      big: "1",
    });
  });

  test("end somewhere, even in a circle", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(JSON.stringify(logFields(circle))).toContain("…");
  });
});

describe("the log at a terminal", () => {
  test("is one line an entry, whatever a stranger is called", () => {
    const io = createFakeIo({ columns: 80 });
    const log = createTerminalLogger(io, "info");
    log.info("message accepted", { from: "Ann\u001b[2J\nroot", count: 2 });
    log.debug("not shown");
    expect(io.stdout()).toMatch(/^\d\d:\d\d:\d\d info {2}message accepted from=Ann\[2J root count=2\n$/);
  });
});

describe("the log on a pipe", () => {
  test("is one JSON object a line, with exact data and no terminal escapes", async () => {
    const logger = fileURLToPath(new URL("../../src/log/json-logger.ts", import.meta.url));
    const script = `import { createJsonLogger } from ${JSON.stringify(logger)};
      const log = createJsonLogger("info");
      log.warn("a name", { name: "Ann\\u009b31m\\u202e", token: "t" });
      log.debug("not shown");`;
    const args = ["--conditions=@moltbot/source", "--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(JSON.parse(stdout)).toMatchObject({
      level: "warn",
      message: "a name",
      name: "Ann\u009b31m\u202e",
      token: "***",
      time: expect.stringMatching(/Z$/),
    });
  });
});

test("[R9.7] a level that changes holds for the next line", () => {
  const lines: string[] = [];
  const line = (message: string): void => void lines.push(message);
  let level: "debug" | "warn" | "silent" = "warn";
  const log = underLevel({ debug: line, info: line, warn: line, error: line }, () => level);
  for (const next of ["warn", "debug", "silent"] as const) {
    level = next;
    for (const name of ["debug", "info", "warn", "error"] as const) log[name](`${next} ${name}`);
  }
  expect(lines).toEqual(["warn warn", "warn error", "debug debug", "debug info", "debug warn", "debug error"]);
});
