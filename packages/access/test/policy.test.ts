import { channelPolicy, effectivePolicy, readDmPolicy } from "@moltbot/access";
import { describe, expect, test } from "vitest";

describe("policies [R1.2]", () => {
  test("absent is `pairing`, `closed` is `disabled`, anything unknown is `disabled`", () => {
    expect(readDmPolicy(undefined)).toBe("pairing");
    for (const value of ["closed", "OPEN", null, 1, {}, ["open"]]) expect(readDmPolicy(value)).toBe("disabled");
  });

  test("the stricter one holds: disabled, allowlist, pairing, open", () => {
    const order = ["disabled", "allowlist", "pairing", "open"];
    for (const [i, channel] of order.entries()) {
      for (const [j, agent] of order.entries()) {
        expect(effectivePolicy(channel, agent)).toBe(order[Math.min(i, j)]);
      }
    }
    expect(effectivePolicy("open")).toBe("open");
  });

  test("an account's policy comes before its channel's, and that before the defaults", () => {
    const channels = {
      "*": { dmPolicy: "allowlist" },
      telegram: { dmPolicy: "open", accounts: { work: { dmPolicy: "disabled" }, plain: {} } },
      discord: {},
    };
    expect(channelPolicy(channels, "telegram", "work")).toBe("disabled");
    expect(channelPolicy(channels, "telegram", "plain")).toBe("open");
    expect(channelPolicy(channels, "telegram")).toBe("open");
    expect(channelPolicy(channels, "discord")).toBe("allowlist");
    expect(channelPolicy(channels, "constructor", "constructor")).toBe("allowlist");
    expect(channelPolicy({}, "telegram")).toBe("pairing");
    expect(channelPolicy(undefined, "telegram")).toBe("pairing");
  });
});
