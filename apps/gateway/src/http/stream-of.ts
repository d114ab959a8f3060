import { messageOf } from "@moltbot/core";
import type { HttpParts } from "./parts.ts";
import type { HttpContext } from "./route.ts";

/**
 * Pieces of text as a response body, made as fast as they are read. A failure cuts the connection, so that nobody takes what
 * came for whole; one before the first piece is thrown, and can still be answered.
 */
export async function streamOf(
  c: HttpContext,
  { app }: Pick<HttpParts, "app">,
  pieces: AsyncIterable<string>,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const source = pieces[Symbol.asyncIterator]();
  const chunk = 16_384;
  async function next(): Promise<{ readonly text: string; readonly done: boolean }> {
    let text = "";
    while (text.length < chunk) {
      const piece = await source.next();
      if (piece.done === true) return { text, done: true };
      text += piece.value;
    }
    return { text, done: false };
  }
  let first: Awaited<ReturnType<typeof next>> | undefined = await next();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { text, done } = first ?? (await next());
        first = undefined;
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (done) controller.close();
      } catch (error) {
        app.log.error("an answer broke off", { path: c.req.path.slice(0, 200), because: messageOf(error) });
        const socket = c.env?.incoming?.socket;
        if (socket === undefined) return controller.error(error);
        // Of a failed body the server would end the answer as if it were whole, with the error's text in it.
        socket.destroy();
        controller.close();
      }
    },
    async cancel() {
      await source.return?.();
    },
  });
}
