import { describe, expect, test } from "vitest";
import { localFetch, says, serve, serveRaw } from "./local-web.ts";

async function fetched(body: string | Uint8Array, type: string, o: { status?: number; encoding?: string } = {}) {
  const encoding = o.encoding === undefined ? {} : { "content-encoding": o.encoding };
  const server = await serve(says(body, { "content-type": type, ...encoding }, o.status));
  return localFetch([server])(`http://example.org:${server.port}/`);
}

test.each([
  "text/plain",
  "text/csv",
  "application/json",
  "application/ld+json",
  "application/xml",
  "application/atom+xml",
])("[R11.1] %s comes as it is", async (type) => {
  expect(await fetched("<a>{}</a>", `${type}; charset=utf-8`)).toMatchObject({ contentType: type, text: "<a>{}</a>" });
});

test.each(["text/html", "TEXT/HTML; charset=UTF-8", "application/xhtml+xml"])("[R11.1] %s is reduced", async (type) => {
  const page = "<title>T</title><p>one <a href='/x'>two</a><script>three</script>";
  expect(await fetched(page, type)).toMatchObject({ title: "T", text: "one two", links: 1 });
});

test.each([
  "image/png",
  "application/octet-stream",
  "application/pdf",
  "multipart/form-data",
  "text",
  "application/jsonx",
])("[R11.1] %s is refused by its name", async (type) => {
  expect(await fetched("x", type)).toEqual({
    outcome: "denied",
    because: `refused: its content is ${type}, and only text, HTML, JSON and XML are read`,
  });
});

test("[R11.1] content of no type is refused; no content needs none", async () => {
  expect(await fetched("x", "")).toMatchObject({ because: "refused: it does not say what its content is" });
  expect(await fetched("", "", { status: 204 })).toMatchObject({ outcome: "done", status: 204, text: "" });
});

test("[R11.1] an error page is a page", async () => {
  expect(await fetched("gone", "text/plain", { status: 404 })).toMatchObject({
    outcome: "done",
    status: 404,
    text: "gone",
  });
});

test.each(["zstd", "gzip, gzip", "compress", "\u00e9"])("[R11.1] the encoding %s is refused", async (encoding) => {
  expect(await fetched("x", "text/plain", { encoding })).toMatchObject({
    outcome: "denied",
    because: expect.stringContaining("content encoding"),
  });
});

test.each(["gzip", "br", "deflate"])(
  "[R11.1] what is not %s although it says so ends in a reason",
  async (encoding) => {
    expect(await fetched("not compressed at all", "text/plain", { encoding })).toEqual({
      outcome: "failed",
      because: "failed: its compressed body is broken",
    });
  },
);

describe("charsets", () => {
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
  const html = (meta: string): Uint8Array => Buffer.from(`<meta ${meta}><p>\u00e9`, "latin1");
  test.each([
    ["the header", bytes(0xe9), "text/plain; charset=iso-8859-1"],
    ["the header, quoted", bytes(0xe9), 'text/plain; x=y; Charset="Windows-1252"'],
    ["UTF-8 when nothing is said", bytes(0xc3, 0xa9), "text/plain"],
    ["UTF-8 when nobody knows what is said", bytes(0xc3, 0xa9), "text/plain; charset=utf-7"],
    ["a byte order mark before all", bytes(0xff, 0xfe, 0xe9, 0), "text/plain; charset=utf-8"],
    ["a byte order mark, which is no text", bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9), "text/plain"],
    ["the page", html('charset="latin1"'), "text/html"],
    ["the page, in the old way", html('http-equiv=content-type content="text/html; charset=iso-8859-15"'), "text/html"],
    ["many bytes", bytes(0xa8, 0xa6), "text/plain; charset=gbk"],
  ])("[R11.1] %s", async (_, body, type) => {
    expect(await fetched(body, type)).toMatchObject({ text: "é" });
  });

  test("[R11.1] XML says it itself", async () => {
    const xml = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>\u00e9</a>', "latin1");
    expect(await fetched(xml, "application/xml")).toMatchObject({ text: expect.stringContaining("<a>é</a>") });
  });
});

test.each([
  ["hangs up", "", "the server ended the connection early"],
  ["does not speak HTTP", "SSH-2.0-OpenSSH_9.6\r\n", "it does not answer in HTTP"],
  [
    "promises more than it sends",
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nx",
    "the server ended the connection early",
  ],
  [
    "changes the protocol",
    "HTTP/1.1 101 Hi\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "the server speaks another protocol",
  ],
])("[R11.1] a server that %s ends in a reason", async (_, answer, because) => {
  const server = await serveRaw((socket) => socket.end(answer));
  expect(await localFetch([server])(`http://example.org:${server.port}/`)).toEqual({
    outcome: "failed",
    because: `failed: ${because}`,
  });
});

test("[R11.1] a port on which nobody listens ends in a reason", async () => {
  const fetch = localFetch([], { ports: [1] });
  expect(await fetch("http://example.org:1/")).toEqual({
    outcome: "failed",
    because: "failed: the server does not accept connections on that port",
  });
});
