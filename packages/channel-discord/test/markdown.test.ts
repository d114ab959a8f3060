import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeText, partsOf } from "../src/markdown.ts";
import { shownText } from "../src/testing/shown.ts";

const marks = fc.constantFrom(
  ..."*_~`|>#-+[]()<>@:\\/.1 \nab",
  "**",
  "__",
  "||",
  "```",
  "https://",
  "@everyone",
  "<@1>",
);
const text = fc.oneof(
  fc.array(marks, { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

describe("plain text on Discord", () => {
  test("is shown exactly as it is, whatever it looks like", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(shownText(escapeText(given))).toBe(given);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ["**bold** *it* __u__ _i_ ~~s~~ ||hidden||"],
    ["[click](https://evil.example) https://evil.example <https://evil.example>"],
    ["```\nrm -rf /\n``` and `code`"],
    ["```hidden first line\nshown\n```"],
    ["# big\n## b\n-# small\n> quote\n>>> all\n- a\n+ b\n1. one\n7. seven\n2) two"],
    ["@everyone @here <@1> <@&2> <#3> </pair:4> <t:1700000000:R> <:x:5> <a:x:6> :smile: a:b:c"],
    ["\\*not escaped\\* \\\\ ¯\\_(ツ)_/¯"],
  ])("%j holds no markup", (given) => {
    const escaped = escapeText(given);
    expect(shownText(escaped)).toBe(given);
    expect(escaped).not.toMatch(/(?<!\\)[*~`|[\]<]|(?<!\\)@(?:everyone|here)|(?<!\\):\/\//);
  });

  test("the renderer of the tests would show a difference", () => {
    expect(shownText("**bold**")).toBe("bold");
    expect(shownText("[click](https://evil.example)")).toBe("click");
    expect(shownText("```js\nx\n```")).toBe("x\n");
    expect(shownText("||hidden|| <@1> :smile:")).toBe("hidden @user 1 (an emoji)");
    expect(shownText("- a\n> b\n# c")).toBe("• a\nb\nc");
  });

  test("ids stay easy to copy", () => {
    const id = "/approve pair_01kbcdefghjkmnpqrstvwxyz00 once";
    expect(escapeText(id)).toBe(id);
  });

  test("no part is longer than Discord takes, and nothing is lost but white space at cuts", () => {
    const long = fc.array(fc.oneof(marks, fc.constant("word ")), { minLength: 900, maxLength: 3000 });
    fc.assert(
      fc.property(long, (words) => {
        const given = `x${words.join("").replaceAll("```", "")}`;
        const parts = partsOf(given);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(2000);
        const bare = (value: string): string => value.replace(/\s/g, "");
        expect(bare(parts.map(shownText).join(""))).toBe(bare(given));
      }),
      { numRuns: 100 },
    );
  });
});
