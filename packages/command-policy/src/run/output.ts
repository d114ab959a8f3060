import { Socket } from "node:net";

/** One stream of a run, read until everybody who writes to it has gone. */
export interface OutputReader {
  /** Resolves when nothing more can come. */
  readonly ended: Promise<void>;
  /** What was kept. */
  text(): string;
  /** How many bytes were not. */
  dropped(): number;
  /** Reads no further. */
  stop(): void;
}

/** What a reader keeps, and whom it tells. */
export interface OutputOptions {
  readonly keepBytes: number;
  /** Told how many bytes came, kept or not. */
  readonly onBytes: (count: number) => void;
  /** Told each piece of text that is kept. */
  readonly onText: (text: string) => void;
}

/** Reads the end of a pipe, which it closes when it is done. Goes on reading beyond the cap, so that nobody waits. */
export function readOutput(fd: number, o: OutputOptions): OutputReader {
  const socket = new Socket({ fd, readable: true, writable: false });
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts: string[] = [];
  let kept = 0;
  let dropped = 0;
  const add = (text: string): void => {
    if (text === "") return;
    texts.push(text);
    o.onText(text);
  };
  socket.on("data", (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, o.keepBytes - kept));
    kept += part.length;
    dropped += chunk.length - part.length;
    add(decoder.decode(part, { stream: true }));
    o.onBytes(chunk.length);
  });
  // A character that the cap cut is left out; one that the program left unfinished is shown as such.
  socket.on("end", () => {
    if (dropped === 0) add(decoder.decode());
  });
  socket.on("error", () => {});
  return {
    ended: new Promise((resolve) => {
      socket.once("close", () => resolve());
    }),
    text: () => texts.join(""),
    dropped: () => dropped,
    stop: () => {
      socket.destroy();
    },
  };
}

/** Writes to the end of a pipe, which it closes; returns how to stop when nobody reads any more. */
export function writeInput(fd: number, data: string | Uint8Array): () => void {
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on("error", () => {});
  socket.end(data);
  return () => {
    socket.destroy();
  };
}
