import fc from "fast-check";
import { expect, test } from "vitest";
import { formatLine, parseLine } from "../src/line.ts";
import { readOptions } from "../src/options.ts";
import { personId } from "../src/people.ts";
import { linesOf } from "../src/send.ts";
import { addressed, translate } from "../src/translate.ts";

const reading = { channel: "irc", account: "default", nick: "moltbot", guests: false, now: 7 };

test("[R10.2] no text that the bot says ends its line or starts a CTCP request", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (target, text) => {
      const line = formatLine("PRIVMSG", target, text);
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(parseLine(line)?.command).toBe("PRIVMSG");
    }),
  );
});

test("long text is cut by bytes, and only white space is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 900 }), fc.integer({ min: 60, max: 450 }), (text, bytes) => {
      const lines = linesOf(text, bytes);
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(bytes);
      const bare = (some: string): string => some.replace(/[\s\p{Cc}]/gu, "");
      expect(bare(lines.join(""))).toBe(bare(text));
    }),
  );
});

test("any line is read without an error, and tags as they were meant", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseLine(text)));
  const line = parseLine("@account=ada;x=a\\:b\\sc :ada!a@b PRIVMSG #Help :moltbot: !pair now");
  expect(line?.tags.get("x")).toBe("a;b c");
  expect(line && translate(line, reading)).toMatchObject({
    conversation: { kind: "group", id: "#help" },
    sender: { id: "ada", username: "ada" },
    command: { name: "pair", args: "now" },
    mentionsBot: true,
    at: 7,
  });
});

test("people without an account have no id, CTCP and notices are no messages", () => {
  const read = (text: string) => {
    const line = parseLine(text);
    return line && translate(line, reading);
  };
  expect(read(":ada!a@b PRIVMSG moltbot :hi")).toBeUndefined();
  expect(read("@account=ada :ada!a@b PRIVMSG moltbot :\u0001VERSION\u0001")).toBeUndefined();
  expect(read("@account=ada :ada!a@b NOTICE moltbot :hi")).toBeUndefined();
  expect(read("@account=ada :ada!a@b PRIVMSG moltbot :hi")?.text).toBe("hi");
  // No guest can pass for an account: an account holds no "!".
  expect(personId("ada!a@b", undefined, true)).toBe("ada!a@b");
  expect(personId("ada!a@b", "eve!x@y", false)).toBeUndefined();
});

test("only the nickname at the start addresses the bot", () => {
  expect(addressed("Moltbot, hello", "moltbot")).toBe("hello");
  expect(addressed("moltbot: hello", "moltbot")).toBe("hello");
  for (const text of ["moltbot hello", "moltbots: hello", "hello moltbot:", "moltbot:8080"]) {
    expect(addressed(text, "moltbot"), text).toBeUndefined();
  }
});

test("options that are missing, malformed or unknown are refused by name", () => {
  const good = { host: "irc.example.net", nick: "moltbot" };
  expect(readOptions(good)).toMatchObject({ port: 6697, tls: true, guests: false, channels: [] });
  for (const [name, bad] of Object.entries({ nick: "a b", tls: "yes", channels: ["#a,b"], port: 0, passwort: "x" })) {
    expect(() => readOptions({ ...good, [name]: bad })).toThrow(`options.${name}`);
  }
});
