import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { declaredSessions, parseConfig } from "../src/index.ts";
import { readWorkspace } from "../src/views/workspaces.ts";
import { parsed, problemOf, warningsOf } from "./support.ts";

const two = (a: string, b: string): string =>
  JSON.stringify({ sessions: { "telegram:1": { workspace: a }, "telegram:2": { workspace: b } } });

describe("[R1.4] the directory of one person", () => {
  test.each([
    ["/users/../../etc", "leads out"],
    ["..", "leads out"],
    ["users/./alice", "begins with a dot"],
    [".private/x", "begins with a dot"],
    ["users//alice", "empty"],
    ["/", "empty"],
    [" alice", "padded"],
    ["users\\..\\bob", "backslash"],
    ["users/ali\u200bce", "cannot be seen"],
    ["users/a\u0000b", "cannot be seen"],
    ["users/e\u0301", "NFC"],
    ["a".repeat(81), "too long"],
  ])("%j is refused", (workspace, because) => {
    const text = JSON.stringify({ sessions: { "telegram:1": { workspace } } });
    expect(problemOf(text)).toMatchObject({
      path: "sessions.telegram:1.workspace",
      message: expect.stringContaining(because) as string,
      hint: 'Write a path such as "/users/alice".',
    });
  });

  test("a leading slash is the directory of all workspaces, and a name has none", () => {
    const config = parsed(
      '{ sessions: { "telegram:1": { workspace: "/etc/" }, "telegram:@bob": { workspace: "bob" } } }',
    );
    expect(declaredSessions(config).map(({ workspace }) => workspace)).toEqual(["etc", undefined]);
    expect(warningsOf('{ sessions: { "telegram:@bob": { workspace: "bob" } } }')).toMatchObject([
      { id: "workspace-by-name" },
    ]);
  });

  test("is shared only where that is written, which is said", () => {
    expect(warningsOf(two("/team", "team/"))).toMatchObject([
      {
        id: "shared-workspace",
        path: "sessions.telegram:2.workspace",
        message: 'is the directory of "telegram:1" as well',
      },
    ]);
    expect(problemOf(two("/team", "/Team")).message).toContain("only by the case");
    expect(problemOf(two("/users", "/users/bob"))).toMatchObject({
      path: "sessions.telegram:2.workspace",
      message: 'lies in the directory of "telegram:1", who could read it',
    });
    expect(problemOf(two("/Users/ann/x", "/users/ann")).path).toBe("sessions.telegram:1.workspace");
    expect(warningsOf(two("/users/ann", "/users/anna"))).toEqual([]);
  });

  test("whatever is read stays below: plain names, one after the other", () => {
    const piece = fc.oneof(fc.constantFrom("..", ".", "/", "\\", "a", "~", " ", "\u0000", "//"), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const reading = readWorkspace(pieces.join(""));
        if (!reading.ok) return;
        expect(reading.path.split("/").every((part) => /^[^.\\\s/]/u.test(part))).toBe(true);
        const { href } = new URL(`file:///root/${reading.path.split("/").map(encodeURIComponent).join("/")}`);
        expect(href.startsWith("file:///root/")).toBe(true);
      }),
    );
  });

  test("two directories that are accepted together never hold each other", () => {
    const path = fc.array(fc.constantFrom("a", "A", "b", "ab"), { minLength: 1, maxLength: 3 }).map((p) => p.join("/"));
    fc.assert(
      fc.property(path, path, (a, b) => {
        const result = parseConfig(two(a, b));
        const [one, other] = [a.toLowerCase(), b.toLowerCase()];
        const apart = a === b || (one !== other && !one.startsWith(`${other}/`) && !other.startsWith(`${one}/`));
        expect(result.ok).toBe(apart);
      }),
    );
  });
});
