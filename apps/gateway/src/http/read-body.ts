import type { IncomingMessage } from "node:http";

/** A request body, or why there is none. */
export type BodyReading =
  | { readonly status: "read"; readonly body: Buffer }
  | { readonly status: "too-large" }
  | { readonly status: "broken" };

/**
 * Reads a request's body from the Node stream, at most `maxBytes`. (A web stream per request, as hono's own body limit
 * makes one, costs several times the request.)
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyReading> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve({ status: "too-large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (reading: BodyReading): void => {
      request.off("data", onData).off("end", onEnd).off("error", onBroken).off("close", onBroken);
      resolve(reading);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) settle({ status: "too-large" });
      else chunks.push(chunk);
    };
    const onEnd = (): void =>
      settle({ status: "read", body: chunks.length === 1 ? first(chunks) : Buffer.concat(chunks) });
    const onBroken = (): void => settle({ status: "broken" });
    request.on("data", onData).on("end", onEnd).on("error", onBroken).on("close", onBroken);
  });
}

function first(chunks: readonly Buffer[]): Buffer {
  return chunks[0] ?? Buffer.alloc(0);
}

/** Most bytes that are thrown away for a client whose body we refused, before its connection is cut. */
const patience = 1_048_576;

/** Lets a refused client finish a small body, so that it can read the answer; cuts a large one. */
export function discardBody(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let size = 0;
  request.on("error", () => {});
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > patience) request.destroy();
  });
}
