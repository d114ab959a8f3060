import type { Socket } from "node:net";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { createManualClock } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { localFetch, says, serve, serveRaw } from "./local-web.ts";

const head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n";

/** Writes a piece as often as the other side takes it. */
function endlessly(socket: Socket, piece: string | Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  more();
}

describe("size", () => {
  test.each([
    ["of a known length", (size: number) => `${head}content-length: ${size}\r\n\r\n`],
    ["until the connection ends", () => `${head}\r\n`],
  ])("[R11.1] an endless body %s is cut at the cap", async (_, start) => {
    const server = await serveRaw((socket) => {
      socket.write(start(Number.MAX_SAFE_INTEGER));
      endlessly(socket, "x".repeat(10_000));
    });
    expect(await localFetch([server])(`http://example.org:${server.port}/`)).toMatchObject({
      outcome: "done",
      text: "x".repeat(1_048_576),
      truncated: true,
    });
  });

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", (data: Uint8Array) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
  ] as const)("[R11.1] a bomb in %s is cut at the cap, and smaller bodies are whole", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000, "x"));
    const server = await serve((request, response) =>
      says(request.url === "/bomb" ? bomb : compress(Buffer.from("small")), { "content-encoding": encoding })(
        request,
        response,
      ),
    );
    const fetch = localFetch([server], { maxBytes: 50_000 });
    expect(await fetch(`http://example.org:${server.port}/bomb`)).toMatchObject({
      text: "x".repeat(50_000),
      truncated: true,
    });
    expect(await fetch(`http://example.org:${server.port}/`)).toMatchObject({ text: "small", truncated: false });
  });

  test("[R11.1] compression that never comes to anything is cut as well", async () => {
    const nothing = gzipSync("");
    const server = await serveRaw((socket) => {
      socket.write(`${head}content-encoding: gzip\r\n\r\n`);
      endlessly(socket, Buffer.concat(Array.from({ length: 500 }, () => nothing)));
    });
    expect(await localFetch([server])(`http://example.org:${server.port}/`)).toMatchObject({
      text: "",
      truncated: true,
    });
  });

  test("[R11.1] a body of exactly the cap is whole, and one more byte is cut within no character", async () => {
    const server = await serve((request, response) => says(request.url === "/4" ? "aaéb" : "aaa")(request, response));
    const fetch = localFetch([server], { maxBytes: 3 });
    expect(await fetch(`http://example.org:${server.port}/3`)).toMatchObject({ text: "aaa", truncated: false });
    expect(await fetch(`http://example.org:${server.port}/4`)).toMatchObject({ text: "aa", truncated: true });
  });

  test("[R11.1] huge headers are refused", async () => {
    const server = await serveRaw((socket) => {
      socket.write(head);
      endlessly(socket, `x-padding: ${"x".repeat(5000)}\r\n`);
    });
    expect(await localFetch([server])(`http://example.org:${server.port}/`)).toEqual({
      outcome: "failed",
      because: "failed: its headers are larger than 16 KiB",
    });
  });
});

describe("time", () => {
  const url = (port: number): string => `http://example.org:${port}/`;

  /** A server that shows the test each socket that asked for something. */
  async function patient(): Promise<{ port: number; asked: Promise<Socket>; connections(): number }> {
    let show: (socket: Socket) => void = () => undefined;
    const asked = new Promise<Socket>((resolve) => {
      show = resolve;
    });
    return { ...(await serveRaw((socket) => show(socket))), asked };
  }

  test.each(["", "HTTP/1.1 200 OK\r\nx: ", `${head}\r\n`, `${head}\r\nsome`])(
    "[R11.1] a server that falls silent after %j is given up",
    async (beginning) => {
      const [clock, server] = [createManualClock(), await patient()];
      const result = localFetch([server], { clock })(url(server.port));
      (await server.asked).write(beginning);
      await clock.advance(10_000);
      expect(await result).toEqual({ outcome: "failed", because: "failed: nothing came for 10 s" });
    },
  );

  test("[R11.1] a server that drips is given up when the time for all of it is over", async () => {
    const [clock, server] = [createManualClock(), await patient()];
    const result = localFetch([server], { clock, idleMs: 60_000 })(url(server.port));
    const socket = await server.asked;
    socket.write(`${head}\r\n`);
    for (let second = 0; second < 30; second += 1) {
      socket.write("x");
      await clock.advance(1000);
    }
    expect(await result).toEqual({ outcome: "failed", because: "failed: it took longer than 30 s" });
  });

  test("[R11.1] a resolver that never answers is given up", async () => {
    const clock = createManualClock();
    const fetch = localFetch([], { clock, ports: [80], resolve: () => new Promise(() => undefined) });
    const result = fetch("http://example.org/");
    await clock.advance(10_000);
    expect(await result).toMatchObject({ outcome: "failed" });
  });

  test("[R11.1] the caller can stop a fetch, before it begins and in its midst", async () => {
    const server = await patient();
    const fetch = localFetch([server]);
    const stopped = { outcome: "failed", because: "failed: it was stopped" };
    expect(await fetch(url(server.port), { signal: AbortSignal.abort() })).toEqual(stopped);
    expect(server.connections()).toBe(0);
    const controller = new AbortController();
    const result = fetch(url(server.port), { signal: controller.signal });
    const socket = await server.asked;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    controller.abort();
    expect(await result).toEqual(stopped);
    await closed;
  });
});
