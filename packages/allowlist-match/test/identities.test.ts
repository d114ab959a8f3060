import { compileAllowlist, type MatchSource, stableSources, type Target } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

type Row = readonly [
  why: string,
  entries: readonly unknown[],
  channel: string,
  who: Partial<Target>,
  MatchSource | null,
];

function check([, entries, channel, who, source]: Row, sources?: readonly MatchSource[]): void {
  const list = compileAllowlist(entries, { channel, ...(sources && { sources }) });
  expect(list.match({ id: "5", ...who }).matchSource ?? null).toBe(source);
}

describe("ids [R2.3] [R2.4]", () => {
  const rows: readonly Row[] = [
    ["trimmed entry", [" 123 "], "telegram", { id: "123" }, "id"],
    ["number entry", [123], "telegram", { id: "123" }, "id"],
    ["number too large to be exact", [123456789012345680], "discord", { id: "123456789012345680" }, null],
    ["float", [1.5], "telegram", { id: "1.5" }, null],
    ["negative number", [-5], "telegram", { id: "-5" }, null],
    ["negative id as text", ["-1001"], "telegram", { id: "-1001" }, "id"],
    ["leading zero", ["0123"], "telegram", { id: "123" }, null],
    ["boolean", [true], "telegram", { id: "true", name: "true" }, null],
    ["list in a list", [["5"]], "telegram", {}, null],
    ["full-width digits", ["５"], "telegram", { name: "５" }, null],
    ["Arabic digits", ["٥"], "telegram", {}, null],
    ["zero-width in the entry", ["5\u200b"], "telegram", {}, null],
    ["zero-width in the id", ["5"], "telegram", { id: "5\u200b" }, null],
    ["trailing dot", ["5."], "telegram", {}, null],
    ["prototype key", ["constructor"], "telegram", { id: "__proto__" }, null],
    ["prototype key as id", ["__proto__"], "telegram", { id: "__proto__" }, "id"],
    ["Slack id in lower case", ["u0abc123"], "slack", { id: "U0ABC123" }, null],
    ["lower-case Slack id as a name", ["u0abc123"], "slack", { name: "u0abc123" }, null],
    ["Feishu id", ["ou_AbC"], "feishu", { id: "ou_AbC" }, "id"],
    ["Feishu id in another case", ["ou_abc"], "feishu", { id: "ou_AbC" }, null],
    ["Feishu chat for a user", ["oc_abc"], "feishu", { id: "ou_abc", name: "oc_abc" }, null],
    ["typed prefix", ["user:ou_AbC"], "feishu", { id: "ou_AbC" }, "prefixed-id"],
    ["typed prefix never names", ["user:alice"], "slack", { name: "alice", username: "alice" }, null],
    ["other kind of prefix", ["chat:ou_AbC"], "feishu", { id: "ou_AbC" }, null],
    ["two prefixes", ["feishu:user:ou_AbC"], "feishu", { id: "ou_AbC" }, null],
    ["alias of a channel", ["tg:5"], "telegram", {}, null],
    ["space after the prefix", ["telegram: 5"], "telegram", {}, null],
    ["full-width colon", ["telegram：5"], "telegram", { name: "telegram：6" }, null],
    ["MXID", ["@alice:example.org"], "matrix", { id: "@alice:example.org" }, "id"],
    ["prefixed MXID", ["matrix:@alice:example.org"], "matrix", { id: "@alice:example.org" }, "prefixed-id"],
    ["MXID of another server", ["@alice:example.org"], "matrix", { id: "@alice:evil.org" }, null],
    ["MXID in another case", ["@Alice:example.org"], "matrix", { id: "@alice:example.org" }, null],
    ["local part of an MXID", ["alice"], "matrix", { id: "@alice:evil.org" }, null],
    [
      "local part as a handle",
      ["@alice", "matrix:@alice"],
      "matrix",
      { id: "@alice:evil.org", username: "alice" },
      null,
    ],
    ["Google Chat user", ["users/1"], "googlechat", { id: "users/1" }, "id"],
    ["Google Chat user without its kind", ["1"], "googlechat", { id: "users/1" }, null],
    ["Teams id", ["29:1aB-c"], "msteams", { id: "29:1aB-c" }, "id"],
    ["mention", ["<@5>"], "discord", { name: "<@5>" }, null],
    ["prefixed star", ["telegram:*"], "telegram", {}, null],
    ["full-width star", ["＊"], "telegram", {}, null],
    ["star for a blank sender", ["*"], "telegram", { id: "  " }, null],
    ["star for an invisible sender", ["*"], "telegram", { id: "\u2060" }, null],
  ];
  test.each(rows)("%s", (...row) => check(row));

  test("a sender whose id is not text is nobody, even under *", () => {
    const junk = [undefined, null, 5, {}, ["5"]].map((id) => ({ id }) as unknown as Target);
    for (const entry of ["*", "5"]) {
      const list = compileAllowlist([entry], { channel: "telegram" });
      expect(junk.filter((target) => list.match(target).allowed)).toEqual([]);
    }
  });
});

describe("names, handles and addresses [R2.3] [R2.4]", () => {
  const rows: readonly Row[] = [
    ["ASCII case", ["ALICE"], "telegram", { name: "alice" }, "name"],
    ["composed and decomposed", ["Jose\u0301"], "telegram", { name: "josé" }, "name"],
    ["case beyond ASCII", ["JOSÉ"], "telegram", { name: "josé" }, null],
    ["sharp s", ["strasse"], "telegram", { name: "straße" }, null],
    ["dotless i", ["alıce"], "telegram", { name: "alice" }, null],
    ["compatibility letters", ["alice"], "telegram", { name: "ａｌｉｃｅ" }, null],
    ["ligature", ["fi"], "telegram", { name: "ﬁ" }, null],
    ["Cyrillic look-alike", ["alice"], "telegram", { name: "аlice" }, null],
    ["KELVIN SIGN in the entry", ["\u212aevin"], "telegram", { name: "kevin" }, null],
    ["KELVIN SIGN on both sides", ["\u212aevin"], "telegram", { name: "\u212aevin" }, null],
    ["zero-width joiner", ["alice"], "telegram", { name: "al\u200dice" }, null],
    ["soft hyphen", ["alice"], "telegram", { name: "al\u00adice" }, null],
    ["variation selector", ["alice"], "telegram", { name: "alice\ufe0f" }, null],
    ["Hangul filler", ["\u3164"], "telegram", { name: "\u3164" }, null],
    ["Braille blank", ["\u2800"], "telegram", { name: "\u2800" }, null],
    ["ideographic space", ["\u3000"], "telegram", { name: "\u3000" }, null],
    ["lone surrogate", ["a\ud800"], "telegram", { name: "a\ud800" }, null],
    ["byte order mark", ["\ufeffalice"], "telegram", { name: "alice" }, null],
    ["no-break space", ["alice smith"], "telegram", { name: "alice\u00a0smith" }, null],
    ["sender's space at the end", ["alice"], "telegram", { name: "alice " }, null],
    ["prefixed name", ["TELEGRAM:alice"], "telegram", { name: "Alice" }, "prefixed-name"],
    ["pattern as a name", ["al?ce"], "telegram", { name: "al?ce" }, null],
    ["handle with its @", ["@alice"], "telegram", { username: "@Alice" }, "username"],
    ["handle as a name", ["@alice"], "telegram", { name: "alice" }, null],
    ["handle as an id", ["@5"], "telegram", {}, null],
    ["two @", ["@@alice"], "telegram", { username: "@alice" }, null],
    ["prefixed @ alone", ["TELEGRAM:@"], "telegram", { username: "@", tags: ["@"] }, null],
    ["full-width @", ["＠alice"], "telegram", { username: "alice" }, null],
    ["one of several tags", ["@family"], "telegram", { tags: ["work", "family"] }, "tag"],
    ["tag before username", ["@x"], "telegram", { tags: ["x"], username: "x" }, "tag"],
    ["prefixed tag before username", ["telegram:@x", "@y"], "telegram", { tags: ["x"], username: "y" }, "prefixed-tag"],
    ["address", ["Alice@Company.com"], "googlechat", { email: "alice@company.COM" }, "username"],
    ["address as a display name", ["alice@company.com"], "googlechat", { name: "alice@company.com" }, null],
    ["address as a username", ["alice@company.com"], "googlechat", { username: "alice@company.com" }, null],
    ["plus-addressing", ["alice@company.com"], "googlechat", { email: "alice+x@company.com" }, null],
    ["domain alone", ["@company.com"], "googlechat", { email: "bob@company.com" }, null],
    ["longer domain", ["a@company.com"], "googlechat", { email: "a@company.com.evil.net" }, null],
    ["blank username", ["@"], "telegram", { username: "", tags: [""] }, null],
    ["blank name", [""], "telegram", { name: "" }, null],
  ];
  test.each(rows)("%s", (...row) => check(row));

  test.each(rows)("%s: grants nothing with stable sources [R2.5]", (why, entries, channel, who) =>
    check([why, entries, channel, who, null], stableSources),
  );

  test("names of hostile length are not read", () => {
    const long = "a".repeat(10_000_000);
    const list = compileAllowlist(["alice", long], { channel: "telegram" });
    expect(list.match({ id: "5", name: long, username: long }).allowed).toBe(false);
  });
});
