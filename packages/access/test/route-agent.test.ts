import { createAgentRouter, routeAgent } from "@moltbot/access";
import { describe, expect, test } from "vitest";

const bindings = {
  "whatsapp:+84 123 456 789": "admin",
  "telegram:5": "five",
  "Telegram:*": "readonly",
  "telegram:@developer": "dev-helper",
  "*": "default",
};

describe("agent routing [R1.5]", () => {
  test("the person comes first, then the channel, then everybody", () => {
    expect(routeAgent(bindings, { channel: "telegram", id: "5" })).toEqual({ agent: "five", binding: "telegram:5" });
    expect(routeAgent(bindings, { channel: "telegram", id: "6" })?.agent).toBe("readonly");
    expect(routeAgent(bindings, { channel: "discord", id: "5" })?.agent).toBe("default");
    expect(routeAgent({ "telegram:5": "five" }, { channel: "discord", id: "5" })).toBeUndefined();
  });

  test("a number finds the person in every form of their id", () => {
    for (const id of ["84123456789@s.whatsapp.net", "84123456789:3@s.whatsapp.net", "+84123456789"]) {
      expect(routeAgent(bindings, { channel: "whatsapp", id })?.agent).toBe("admin");
    }
  });

  test("a handle binds only where name matching is on", () => {
    const who = { channel: "telegram", id: "7", username: "developer" };
    expect(routeAgent(bindings, who)?.agent).toBe("readonly");
    expect(routeAgent(bindings, who, { nameMatching: true })?.agent).toBe("dev-helper");
    expect(routeAgent(bindings, { ...who, id: "5" }, { nameMatching: true })?.agent).toBe("five");
    const named = { "telegram:developer": "wrong", "user:7": "wrong", "7": "wrong" };
    expect(routeAgent(named, { ...who, name: "developer" }, { nameMatching: true })).toBeUndefined();
  });

  test("only the bindings' own keys count, and only names of agents", () => {
    const inherited: Record<string, string> = Object.create({ "*": "wrong", "telegram:5": "wrong" });
    expect(routeAgent(inherited, { channel: "telegram", id: "5" })).toBeUndefined();
    expect(routeAgent({ "*": "" }, { channel: "telegram", id: "5" })).toBeUndefined();
    expect(routeAgent({}, { channel: "__proto__", id: "constructor" })).toBeUndefined();
  });

  test("a router keeps the bindings it was made with", () => {
    const mine: Record<string, string> = { "*": "first" };
    const router = createAgentRouter(mine);
    mine["*"] = "second";
    expect(router.route({ channel: "telegram", id: "5" })?.agent).toBe("first");
  });

  test("labels of the operator route, after ids and before the channel [R1.5] [R2.5]", () => {
    const router = createAgentRouter({ "telegram:5": "five", "telegram:@family": "home", "telegram:*": "rest" });
    const route = (id: string, labels?: string[], more = {}) =>
      router.route({ channel: "telegram", id, ...more }, labels === undefined ? {} : { labels })?.agent;
    expect(route("5", ["family"])).toBe("five");
    expect(route("6", ["family"])).toBe("home");
    expect(route("6", ["friends"])).toBe("rest");
    for (const named of [{ tags: ["family"] }, { username: "family" }]) expect(route("6", [], named)).toBe("rest");
  });
});
