import type { IncomingMessage } from "node:http";
import { PassThrough, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { MoltbotError, plainText } from "@moltbot/core";
import type { Deadline } from "./limits.ts";

/** A body, or its beginning. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Whether there was more than the cap. */
  readonly cut: boolean;
}

/**
 * Reads a body up to `max` bytes, counted as they arrive and again as they come out of decompression, and hardly a chunk
 * further: what inflates without end stops there.
 * @throws MoltbotError `denied` for an encoding that is not read
 */
export async function readBody(response: IncomingMessage, max: number, deadline: Deadline): Promise<Body> {
  const decoder = decoderOf(response.headers["content-encoding"] ?? "");
  const stop = (): void => void decoder.destroy(deadline.signal.reason);
  deadline.signal.addEventListener("abort", stop, { once: true });
  const isCut = feed(response, decoder, max, deadline);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, max - size));
      size += chunk.length;
      if (size > max) break;
    }
  } finally {
    deadline.signal.removeEventListener("abort", stop);
    response.destroy();
  }
  return { bytes: Buffer.concat(chunks), cut: size > max || isCut() };
}

/** Lets at most `max` bytes of a response into a decoder, and tells whether there were more. */
function feed(response: IncomingMessage, decoder: Transform, max: number, deadline: Deadline): () => boolean {
  let size = 0;
  response.on("error", (error) => decoder.destroy(error));
  response.pipe(decoder);
  response.on("data", (chunk: Uint8Array) => {
    deadline.progress();
    size += chunk.length;
    if (size <= max) return;
    response.pause().unpipe(decoder);
    decoder.end();
  });
  return () => size > max;
}

/** One layer of the encodings in use: more than one is a way to inflate further. */
function decoderOf(encoding: string): Transform {
  const name = encoding.trim().toLowerCase();
  // A body that stops in the middle is read as far as it goes.
  const zlib = { finishFlush: constants.Z_SYNC_FLUSH };
  if (name === "" || name === "identity") return new PassThrough();
  if (name === "gzip" || name === "x-gzip") return createGunzip(zlib);
  if (name === "deflate") return createInflate(zlib);
  if (name === "br") return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
  throw new MoltbotError(
    "denied",
    `its content encoding ${plainText(encoding, 60)} is not read, only gzip, br and deflate are`,
  );
}
