import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { selfSigned } from "./certificate.ts";
import { localFetch, says, serve, serveTls } from "./local-web.ts";

const goes = (location: string, status = 302) => says("", { location }, status);

test.each([301, 302, 303, 307, 308])("[R11.1] a redirect with %d is followed, relative ones too", async (status) => {
  const server = await serve((request, response) =>
    request.url === "/b/c?d" ? says("there")(request, response) : goes("/b/c?d#e", status)(request, response),
  );
  expect(await localFetch([server])(`http://example.org:${server.port}/a`)).toMatchObject({
    text: "there",
    url: `http://example.org:${server.port}/b/c?d`,
  });
});

test.each([
  ["http://10.0.0.1/", "the address 10.0.0.1 is private"],
  ["http://169.254.169.254/latest/meta-data/", "the metadata service of a cloud"],
  ["http://2130706434/", "the address 127.0.0.2 is loopback"],
  ["http://[::1]/", "the address ::1 is loopback"],
  ["//inner.example/", "the address 192.168.1.1 of inner.example is private"],
  ["file:///etc/passwd", "file: is not fetched"],
  ["http://user:secret@example.org/", "user name or a password"],
  ["http://example.org:22/", "port 22"],
  ["http://", "is not a URL"],
])("[R11.1] a redirect to %s is refused", async (location, because) => {
  const server = await serve(goes(location));
  const fetch = localFetch([server], {
    ports: [80, server.port],
    resolve: async (name) => [name === "inner.example" ? "192.168.1.1" : "127.0.0.1"],
  });
  const result = await fetch(`http://example.org:${server.port}/`);
  expect(result).toMatchObject({ outcome: "denied", because: expect.stringContaining(because) });
  expect(JSON.stringify(result)).not.toContain("secret");
  expect(server.connections()).toBe(1);
});

test("[R11.1] each redirect resolves its name anew, and is refused when that has become private", async () => {
  const server = await serve(goes("/again"));
  const answers = ["127.0.0.1", "10.0.0.1"];
  const fetch = localFetch([server], { resolve: async () => [answers.shift() ?? ""] });
  expect(await fetch(`http://example.org:${server.port}/`)).toMatchObject({ outcome: "denied" });
  expect(server.connections()).toBe(1);
});

test("[R11.1] five redirects are followed, a sixth is not", async () => {
  const server = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    return (left === 0 ? says("end") : goes(`/${left - 1}`))(request, response);
  });
  const fetch = localFetch([server]);
  expect(await fetch(`http://example.org:${server.port}/5`)).toMatchObject({ text: "end" });
  expect(await fetch(`http://example.org:${server.port}/10`)).toEqual({
    outcome: "denied",
    because: "refused: more than 5 redirects",
  });
});

test("[R11.1] a redirect without a place to go is an answer like any other", async () => {
  const server = await serve(says("where?", {}, 302));
  expect(await localFetch([server])(`http://example.org:${server.port}/`)).toMatchObject({
    status: 302,
    text: "where?",
  });
});

test("[R11.1] nothing of one server is told to the next: no cookie, no referrer, no credentials", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = await serve((request, response) => {
    seen.push(request.headers);
    const headers = { "set-cookie": "a=b", ...(request.url === "/" ? { location: "http://other.example:1/x" } : {}) };
    const location = `http://other.example:${server.port}/x`;
    says(
      "x",
      { ...headers, ...(request.url === "/" ? { location } : {}) },
      request.url === "/" ? 302 : 200,
    )(request, response);
  });
  await localFetch([server])(`http://example.org:${server.port}/`);
  expect(seen.map(({ host }) => host)).toEqual([`example.org:${server.port}`, `other.example:${server.port}`]);
  const names = ["accept", "accept-encoding", "connection", "host", "user-agent"];
  expect(seen.map((headers) => Object.keys(headers).sort())).toEqual([names, names]);
  expect(server.connections()).toBe(2);
});

describe("https", () => {
  const identity = selfSigned({ names: ["example.org"], ips: [[127, 0, 0, 1]] });

  test("[R11.1] a certificate of the host is needed, whether that is a name or an address", async () => {
    const server = await serveTls(identity, says("safe"));
    const fetch = localFetch([server], { ca: identity.cert });
    expect(await fetch(`https://example.org:${server.port}/`)).toMatchObject({ text: "safe" });
    expect(await fetch(`https://example.org.:${server.port}/`)).toMatchObject({ text: "safe" });
    expect(await fetch(`https://127.0.0.1:${server.port}/`)).toMatchObject({ text: "safe" });
    expect(await fetch(`https://other.example:${server.port}/`)).toEqual({
      outcome: "failed",
      because: "failed: its certificate is for another host",
    });
    expect(await localFetch([server])(`https://example.org:${server.port}/`)).toEqual({
      outcome: "failed",
      because: "failed: its certificate is not to be trusted",
    });
  });

  test("[R11.1] from http to https is followed, from https to http is not", async () => {
    const plain = await serve((request, response) => goes(`https://example.org:${safe.port}/end`)(request, response));
    const safe = await serveTls(identity, (request, response) =>
      (request.url === "/end" ? says("safe") : goes(`http://example.org:${plain.port}/`))(request, response),
    );
    const fetch = localFetch([plain, safe], { ca: identity.cert });
    expect(await fetch(`http://example.org:${plain.port}/`)).toMatchObject({ text: "safe" });
    expect(await fetch(`https://example.org:${safe.port}/down`)).toEqual({
      outcome: "denied",
      because: "refused: it redirects to an unencrypted address on example.org; ask for that itself if you want it",
    });
  });

  test("[R11.1] a server that speaks no TLS, and one that speaks nothing else, end in a reason", async () => {
    const plain = await serve(says("x"));
    const safe = await serveTls(identity, says("x"));
    const fetch = localFetch([plain, safe], { ca: identity.cert });
    expect(await fetch(`https://example.org:${plain.port}/`)).toEqual({
      outcome: "failed",
      because: "failed: it does not speak TLS that is safe",
    });
    expect(await fetch(`http://example.org:${safe.port}/`)).toMatchObject({ outcome: "failed" });
  });
});
