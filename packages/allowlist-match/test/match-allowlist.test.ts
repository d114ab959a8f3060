import { type ChannelAllow, compileAllowlist, matchAllowlist, stableSources } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

function ask(
  channels: Record<string, ChannelAllow>,
  targetId: string,
  more: { accountId?: string; channel?: string } = {},
) {
  return matchAllowlist({ cfg: { channels }, channel: "telegram", targetId, ...more });
}

describe("matchAllowlist [R2.1]", () => {
  test("says who is allowed, by which entry and how", () => {
    const cfg = { channels: { telegram: { allowFrom: ["alice", "telegram:5", "@family", "@al"] } } };
    const p = { cfg, channel: "telegram", targetId: "9" };
    expect(matchAllowlist({ ...p, targetId: "5" })).toEqual({
      allowed: true,
      matchKey: "telegram:5",
      matchSource: "prefixed-id",
    });
    expect(matchAllowlist({ ...p, targetName: "Alice" }).matchSource).toBe("name");
    expect(matchAllowlist({ ...p, targetTag: "family" }).matchSource).toBe("tag");
    expect(matchAllowlist({ ...p, targetUsername: "al" }).matchSource).toBe("username");
    expect(matchAllowlist({ ...p, targetName: null, targetTag: null, targetUsername: null })).toEqual({
      allowed: false,
    });
    expect(matchAllowlist({ ...p, targetName: "alice", sources: stableSources })).toEqual({ allowed: false });
  });

  test("the nearest list counts: account, channel, then the defaults", () => {
    const channels = {
      "*": { allowFrom: ["1"] },
      telegram: { allowFrom: ["2"], accounts: { work: { allowFrom: ["3"] }, closed: { allowFrom: [] } } },
      discord: {},
    };
    const allowed = (accountId?: string, channel = "telegram") =>
      ["1", "2", "3"].filter((id) => ask(channels, id, { channel, ...(accountId && { accountId }) }).allowed);
    expect(allowed()).toEqual(["2"]);
    expect(allowed("work")).toEqual(["3"]);
    expect(allowed("closed")).toEqual([]);
    expect(allowed("other")).toEqual(["2"]);
    expect(allowed(undefined, "discord")).toEqual(["1"]);
    expect(allowed(undefined, "signal")).toEqual(["1"]);
  });

  test("no list, an empty one and one that is no list allow nobody [R2.3]", () => {
    expect(matchAllowlist({ cfg: {}, channel: "telegram", targetId: "5" }).allowed).toBe(false);
    expect(ask({ telegram: {} }, "5").allowed).toBe(false);
    expect(ask({ telegram: { allowFrom: [] }, "*": { allowFrom: ["*"] } }, "5").allowed).toBe(false);
    const broken = { telegram: { allowFrom: "*" }, "*": { allowFrom: ["*"] } } as unknown as Record<
      string,
      ChannelAllow
    >;
    expect(ask(broken, "5").allowed).toBe(false);
  });

  test("channels and accounts named like members of every object find nothing", () => {
    const channels = { telegram: { allowFrom: ["5"] } };
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(ask(channels, "5", { channel: name }).allowed).toBe(false);
      expect(ask(channels, "5", { accountId: name }).allowed).toBe(true);
    }
  });

  test("a list changed in place never admits by an entry that is gone", () => {
    const allowFrom = ["5", "6", "7"];
    const channels = { telegram: { allowFrom } };
    expect(ask(channels, "6").allowed).toBe(true);
    allowFrom[1] = "8";
    expect(ask(channels, "6").allowed).toBe(false);
    expect(ask(channels, "8").allowed).toBe(true);
    allowFrom.push("9");
    expect(ask(channels, "9").allowed).toBe(true);
    allowFrom.length = 0;
    expect(ask(channels, "8").allowed).toBe(false);
  });
});

describe("large lists [R2.6]", () => {
  test("every one of many entries is found by exactly its id", () => {
    const forms = [
      (n: number) => `${n}`,
      (n: number) => `Id-${n}`,
      (n: number) => `é${n}`,
      (n: number) => `telegram:p${n}`,
    ];
    const allowFrom = Array.from({ length: 4_000 }, (_, n) => forms[n % 4]?.(n) ?? "");
    const list = compileAllowlist(allowFrom, { channel: "telegram", sources: stableSources });
    for (const entry of allowFrom) {
      const id = entry.replace("telegram:", "");
      expect(list.match({ id }).matchKey).toBe(entry);
      for (const other of [`${id}0000`, ` ${id}`, id.replace("Id", "id").replace("p", "P").replace(/^\d/, "x")]) {
        if (other !== id) expect(list.match({ id: other }).allowed).toBe(false);
      }
    }
  });

  test("a million entries answer like ten", () => {
    const allowFrom = Array.from({ length: 1_000_000 }, (_, place) => String(1_000_000_000 + place));
    const channels = { telegram: { allowFrom } };
    expect(ask(channels, "1000999999").matchKey).toBe("1000999999");
    let found = 0;
    for (let place = 0; place < 100_000; place += 1)
      if (ask(channels, String(1_000_950_000 + place)).allowed) found += 1;
    expect(found).toBe(50_000);
  });
});
