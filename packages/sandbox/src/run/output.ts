/** What is kept of one stream. */
export interface KeptOutput {
  /** Keeps what fits, and hands on its text. */
  push(chunk: Buffer): void;
  text(): string;
  /** The bytes as they came, for files. */
  bytes(): Buffer;
  /** How many bytes were not kept. */
  dropped(): number;
}

/** Keeps the first `cap` bytes of a stream. Output is data: nothing in it is read as anything else. */
export function keepOutput(cap: number, onText?: (text: string) => void): KeptOutput {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parts: Buffer[] = [];
  let kept = 0;
  let dropped = 0;
  return {
    push(chunk) {
      const part = chunk.subarray(0, Math.max(0, cap - kept));
      kept += part.length;
      dropped += chunk.length - part.length;
      if (part.length === 0) return;
      parts.push(Buffer.from(part));
      const text = onText && decoder.decode(part, { stream: true });
      if (text) onText(text);
    },
    text() {
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(parts));
      // A character that the cap cut in two is left out.
      return dropped > 0 ? text.replace(/\ufffd$/, "") : text;
    },
    bytes: () => Buffer.concat(parts),
    dropped: () => dropped,
  };
}
