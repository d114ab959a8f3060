import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { createClientOf, followProxies } from "../../src/http/trusted-proxies.ts";

function from(remoteAddress: string, forwarded?: string | string[]): Pick<IncomingMessage, "headers" | "socket"> {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { headers, socket: { remoteAddress } } as unknown as Pick<IncomingMessage, "headers" | "socket">;
}

describe("who a request counts for", () => {
  const clientOf = createClientOf(["10.0.0.0/8", "127.0.0.1", "fd00::/8", "nonsense", "1.2.3.4/99"]);
  test.each([
    ["a stranger's header is not believed", "203.0.113.9", "127.0.0.1", "203.0.113.9"],
    ["a proxy's word counts", "10.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["what the client wrote to the left does not", "10.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"],
    ["proxies behind each other", "::ffff:127.0.0.1", "198.51.100.7, 10.1.2.3, 10.0.0.2", "198.51.100.7"],
    ["only proxies", "10.0.0.1", "10.0.0.3", "10.0.0.3"],
    ["nonsense ends the walk", "10.0.0.1", "198.51.100.7, nonsense, 10.0.0.2", "10.0.0.2"],
    ["no header", "10.0.0.1", undefined, "10.0.0.1"],
    ["a misspelled network trusts nobody", "1.2.3.4", "198.51.100.7", "1.2.3.4"],
  ])("%s", (_, remote, forwarded, client) => {
    expect(clientOf(from(remote, forwarded))).toBe(client);
  });

  test("several headers are one list", () => {
    expect(clientOf(from("10.0.0.1", ["198.51.100.1", "198.51.100.2"]))).toBe("198.51.100.2");
  });

  test("without trusted proxies the socket alone counts", () => {
    expect(createClientOf([])(from("127.0.0.1", "198.51.100.7"))).toBe("127.0.0.1");
    expect(createClientOf([])(undefined)).toBe("unknown");
  });
});

test("[R9.7] a list that changes counts from the next request on", () => {
  let trusted: readonly string[] = [];
  const clientOf = followProxies(() => trusted);
  const request = { headers: { "x-forwarded-for": "203.0.113.9" }, socket: { remoteAddress: "10.0.0.1" } };
  const ask = (): string => clientOf(request as unknown as Parameters<typeof clientOf>[0]);
  expect(ask()).toBe("10.0.0.1");
  trusted = ["10.0.0.0/8"];
  expect(ask()).toBe("203.0.113.9");
  trusted = [];
  expect(ask()).toBe("10.0.0.1");
});
