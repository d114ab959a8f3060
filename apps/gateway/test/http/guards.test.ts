import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientKey } from "../../src/http/client-address.ts";
import { createHostRule, isOwnSite, readHost } from "../../src/http/guards.ts";
import { sameSecret } from "../../src/http/secret-compare.ts";
import { formType, startServer } from "./support/server.ts";

describe("The Host header", () => {
  test("is ours when it names loopback, the configured host or the public URL", () => {
    const rule = createHostRule({ host: "127.0.0.1", publicUrl: "https://Bot.example.org:8443/x" });
    for (const host of [
      "localhost",
      "localhost:18789",
      "LOCALHOST:1",
      "127.0.0.1:5",
      "[::1]:5",
      "bot.example.org",
      "bot.example.org:8443",
    ]) {
      expect(rule(host), host).toBe(true);
    }
    for (const host of [
      "",
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "localhost:",
      "localhost:x",
      "a@localhost",
      "localhost/x",
      "192.168.1.5",
      "[::2]",
      "127.1",
    ]) {
      expect(rule(host), host).toBe(false);
    }
    expect(rule(undefined)).toBe(false);
  });

  test("may be a plain address where the gateway listens on more than loopback", () => {
    const rule = createHostRule({ host: "0.0.0.0" });
    expect(rule("192.168.1.5:18789")).toBe(true);
    expect(rule("[2001:db8::1]:18789")).toBe(true);
    expect(rule("evil.example")).toBe(false);
    expect(rule("192.168.1.5.evil.example")).toBe(false);
  });

  test("never throws and never takes a name that only starts or ends like ours", () => {
    const rule = createHostRule({ host: "127.0.0.1" });
    fc.assert(
      fc.property(
        fc.string(),
        (text) => rule(text) === ["localhost", "127.0.0.1", "[::1]"].includes(readHost(text)?.name ?? ""),
      ),
    );
    fc.assert(
      fc.property(fc.domain(), (name) => !rule(name) && !rule(`localhost.${name}`) && !rule(`x-localhost.${name}`)),
    );
  });

  test("that is not ours is answered 421 on every path, before anything else", async () => {
    const server = await startServer();
    for (const path of ["/", "/healthz", "/approvals", "/api/v1/approvals", "/sign-in", "/nothing"]) {
      expect((await server.send(path, { headers: { host: "evil.example" } })).status).toBe(421);
    }
  });
});

describe("A request that changes something", () => {
  const host = "localhost:18789";
  test("comes from our own pages or from no page", () => {
    const own = (origin: string | undefined, fetchSite?: string): boolean => isOwnSite({ host, origin, fetchSite });
    expect(own(undefined)).toBe(true);
    expect(own("http://localhost:18789")).toBe(true);
    expect(own("http://localhost:18789", "same-origin")).toBe(true);
    expect(own("null", "same-origin")).toBe(true);
    const others = [
      "null",
      "",
      "http://localhost",
      "http://localhost:187890",
      "http://evil.example",
      "http://localhost:18789.evil.example",
      "http://127.0.0.1:18789",
    ];
    for (const origin of others) expect(own(origin), origin).toBe(false);
    for (const site of ["cross-site", "same-site", "none", ""]) {
      expect(own(undefined, site)).toBe(false);
      expect(own("http://localhost:18789", site)).toBe(false);
    }
  });

  test("is refused from another site, even with all credentials", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const body = new URLSearchParams({ csrf: browser.csrf }).toString();
    const tries: Record<string, string>[] = [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of tries) {
      const all = { ...formType, cookie: browser.cookie, ...headers };
      expect((await server.send("/sign-out", { method: "POST", headers: all, body })).status).toBe(403);
      expect((await server.send("/sign-in", { method: "POST", headers: all, body: "token=x" })).status).toBe(403);
    }
    expect((await browser.get("/approvals")).status).toBe(200);
  });
});

describe("Clients are counted by address", () => {
  test("IPv4 alike in both spellings, IPv6 by its network", () => {
    expect(clientKey("::ffff:1.2.3.4")).toBe(clientKey("1.2.3.4"));
    expect(clientKey("2001:db8:1:2::1")).toBe(clientKey("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    expect(clientKey("2001:db8:1:2::1")).not.toBe(clientKey("2001:db8:1:3::1"));
    expect(clientKey("fe80::1%eth0")).toBe(clientKey("fe80::2"));
    expect(clientKey("::1")).not.toBe(clientKey("2001::1"));
    fc.assert(fc.property(fc.ipV4(), (ip) => clientKey(`::ffff:${ip}`) === clientKey(ip)));
  });
});

test("secrets are compared whole, whatever their length and letters", () => {
  expect(sameSecret("abc", "abc")).toBe(true);
  expect(sameSecret("", "")).toBe(false);
  expect(sameSecret(undefined, "")).toBe(false);
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary", minLength: 1 }),
      (a, b) => sameSecret(a, b) === (a === b),
    ),
  );
});
