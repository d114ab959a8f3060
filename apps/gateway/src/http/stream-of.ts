/** Pieces of text as a response body, made as fast as they are read; a failure cuts the answer off, so that nobody takes it for whole. */
export function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const source = pieces[Symbol.asyncIterator]();
  const chunk = 16_384;
  return new ReadableStream({
    async pull(controller) {
      let text = "";
      while (text.length < chunk) {
        const next = await source.next();
        if (next.done === true) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await source.return?.();
    },
  });
}
