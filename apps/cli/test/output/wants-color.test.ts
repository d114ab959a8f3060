import { expect, test } from "vitest";
import { wantsColor } from "../../src/output/wants-color.ts";

test.each([
  [true, {}, true],
  [true, { NO_COLOR: "" }, true],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "0" }, false],
  [true, { TERM: "dumb" }, false],
  [true, { TERM: "xterm-256color" }, true],
  [false, {}, false],
])("[R9.1] a terminal: %s, with %j: colours %s", (tty, env, color) => {
  expect(wantsColor({ tty }, env)).toBe(color);
});
