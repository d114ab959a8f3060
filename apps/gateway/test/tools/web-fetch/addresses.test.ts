import { connect } from "node:net";
import { expect, test } from "vitest";
import { localFetch, says, serve } from "./local-web.ts";

const page = says("hello");

test("[R11.1] a name whose address is public, or allowed by a test, is fetched", async () => {
  const server = await serve(page);
  expect(await localFetch([server])(`http://example.org:${server.port}/a?b#c`)).toEqual({
    outcome: "done",
    status: 200,
    url: `http://example.org:${server.port}/a?b`,
    contentType: "text/plain",
    text: "hello",
    truncated: false,
  });
});

test("[R11.1] IPv6 is fetched as well, by name and by address", async () => {
  const server = await serve(page, "::1");
  const fetch = localFetch([server], { resolve: async () => ["::1"], allow: ["::1/128"] });
  expect(await fetch(`http://example.org:${server.port}/`)).toMatchObject({ text: "hello" });
  expect(await fetch(`http://[0::1]:${server.port}/`)).toMatchObject({ url: `http://[::1]:${server.port}/` });
  const strict = await localFetch([server])(`http://[::1]:${server.port}/`);
  expect(strict).toEqual({ outcome: "denied", because: "refused: the address ::1 is loopback" });
});

test.each([
  ["10.0.0.1", "private"],
  ["127.0.0.1", "loopback"],
  ["169.254.169.254", "the metadata service of a cloud"],
  ["::ffff:10.0.0.1", "an IPv4 address in the form of IPv6"],
  ["64:ff9b::a00:1", "translated to IPv4 (NAT64)"],
  ["fe80::1%lo", "bound to a network interface"],
])("[R11.1] a name that leads to %s is refused, with the address and its kind", async (address, kind) => {
  const server = await serve(page);
  const fetch = localFetch([server], { resolve: async () => [address], allow: [] });
  expect(await fetch(`http://example.org:${server.port}/`)).toEqual({
    outcome: "denied",
    because: `refused: the address ${address} of example.org is ${kind}`,
  });
  expect(server.connections()).toBe(0);
});

test.each(["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1.", "[::ffff:127.0.0.1]", "localhost"])(
  "[R11.1] %s on this machine is refused, and nothing connects",
  async (host) => {
    const server = await serve(page);
    const fetch = localFetch([server], { allow: [] });
    expect(await fetch(`http://${host}:${server.port}/`)).toMatchObject({ outcome: "denied" });
    expect(server.connections()).toBe(0);
  },
);

test("[R11.1] of a name with both kinds of addresses, only the public ones are used", async () => {
  const [open, inner] = [await serve(page), await serve(says("inside"), "127.0.0.2")];
  const fetch = localFetch([open, inner], { resolve: async () => ["10.0.0.1", "127.0.0.2", "127.0.0.1"] });
  expect(await fetch(`http://example.org:${open.port}/`)).toMatchObject({ text: "hello" });
  expect(await fetch(`http://example.org:${inner.port}/`)).toMatchObject({ outcome: "failed" });
  expect(inner.connections()).toBe(0);
});

test("[R11.1] a name that is rebound after the check is not asked again", async () => {
  const [open, inner] = [await serve(page), await serve(says("inside"), "127.0.0.2")];
  const answers = ["127.0.0.1", "127.0.0.2", "127.0.0.2"];
  let asked = 0;
  const fetch = localFetch([open, inner], { resolve: async () => [answers[asked++] ?? "127.0.0.2"] });
  expect(await fetch(`http://rebound.example:${inner.port}/`)).toMatchObject({ outcome: "failed" });
  expect(asked).toBe(1);
  expect(await fetch(`http://rebound.example:${inner.port}/`)).toEqual({
    outcome: "denied",
    because: "refused: the address 127.0.0.2 of rebound.example is loopback",
  });
  expect(inner.connections()).toBe(0);
});

test("[R11.1] the far end of the connection is checked before a byte is written", async () => {
  let requests = 0;
  const server = await serve((_, response) => {
    requests += 1;
    response.end();
  });
  const elsewhere = (() => connect(server.port, "127.0.0.1")) as typeof connect;
  const fetch = localFetch([server], { resolve: async () => ["1.1.1.1"], allow: [], connect: elsewhere });
  expect(await fetch(`http://example.org:${server.port}/`)).toEqual({
    outcome: "denied",
    because: "refused: the address 127.0.0.1 of example.org is loopback",
  });
  expect(requests).toBe(0);
});

test("[R11.1] a name without an address, and a resolver that fails, end in a reason", async () => {
  const none = localFetch([], { ports: [80], resolve: async () => [] });
  expect(await none("http://example.org/")).toMatchObject({ because: "refused: the name example.org has no address" });
  const broken = localFetch([], {
    ports: [80],
    resolve: async () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })),
  });
  expect(await broken("http://example.org/")).toEqual({
    outcome: "failed",
    because: "failed: there is no such host; check its name",
  });
});
