import { compileMentions } from "@moltbot/access";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestPattern } from "../../src/group/mentions.ts";

const fits = (pattern: string, text: string): boolean => compileMentions([pattern]).find(text) === pattern;

describe("a plain pattern [R5.1]", () => {
  test.each([
    ["@bot", "@bot help"],
    ["@bot", "hey @BOT, help"],
    ["@bot", "(@bot)"],
    ["@bot", "thanks @bot."],
    ["@bot", "so, @bot - what now"],
    ["@bot", "@bot你好"],
    ["机器人", "机器人你好"],
    ["hey moltbot", "Hey Moltbot!"],
    ["trợ lý", "TRợ Lý ơi".normalize("NFD")],
    ["a.b", "a.b"],
    ["(a+)+$", "look: (a+)+$ here"],
  ])("%s is in %s", (pattern, text) => {
    expect(fits(pattern, text)).toBe(true);
  });

  test.each([
    ["@bot", "@botfoo help"],
    ["@bot", "mail x@bot"],
    ["@bot", "@bot-helper, go"],
    ["@bot", "@bot.example.org"],
    ["@bot", "@b\u200bot"],
    ["@bot", "@bot\u200b"],
    ["@bot", "@bоt"],
    ["@bot", "@ bot"],
    ["@bot", "> @bot said so"],
    ["@bot", "use `@bot` for that"],
    ["@bot", "```\n@bot\n```"],
    ["a.b", "axb"],
    [".*", "anything"],
  ])("%s is not in %j", (pattern, text) => {
    expect(fits(pattern, text)).toBe(false);
  });

  test("stands by itself wherever spaces surround it", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, fc.array(word), fc.array(word), (name, before, after) => {
        const text = [...before, `@${name}`, ...after].join(" ");
        expect(fits(`@${name}`, text)).toBe(true);
        expect(fits(`@${name}`, text.replace(`@${name}`, `@${name}x`))).toBe(after.concat(before).includes(`@${name}`));
      }),
    );
  });
});

describe("an expression [R5.1]", () => {
  test.each([
    ["/\\bbot\\b/i", "Hello BOT"],
    ["/^hey (molt|bot)/", "hey molt, are you there"],
  ])("%s is in %s", (pattern, text) => {
    expect(fits(pattern, text)).toBe(true);
  });

  test("minds case without the flag", () => {
    expect(fits("/bot/", "BOT")).toBe(false);
  });

  test.each([
    ["/(?=a)b/", "RE2"],
    ["/(a)\\1/", "RE2"],
    ["/a*/", "every message"],
    ["/a/g", "flags"],
    ["/(?:a{0,100}){90}b/", "large|repeat"],
    ["/(/", "RE2"],
    ["", "empty"],
    ["  ", "empty"],
    ["x".repeat(longestPattern + 1), "longer"],
  ])("%s is a problem and fits nothing", (pattern, why) => {
    const { problems, find } = compileMentions([pattern]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.reason).toMatch(new RegExp(why));
    expect(find(`${pattern} aa bot`)).toBeUndefined();
  });

  test("does not backtrack: what takes a backtracking engine ages comes out like everything else", () => {
    for (const pattern of ["/(a+)+$/", "/(a|aa)+$/", "/(.*a){20}$/"]) {
      expect(fits(pattern, `${"a".repeat(16_000)}!`)).toBe(false);
    }
  });

  test("never throws, whatever is written and said", () => {
    const pattern = fc.oneof(
      fc.anything(),
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `/${text}/i`),
    );
    fc.assert(
      fc.property(fc.array(pattern), fc.string({ unit: "binary" }), (patterns, text) => {
        const { find, problems } = compileMentions(patterns);
        const found = find(text);
        if (found !== undefined) expect(patterns.map(String)).toContain(found);
        for (const one of problems) expect(one.instead).not.toBe("");
      }),
    );
  });
});
