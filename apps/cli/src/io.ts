import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { homedir } from "node:os";
import { wantsColor } from "./output/wants-color.ts";

/** One of the two places that text goes to. */
export interface Sink {
  write(text: string): void;
  /** Resolves when the reader took enough for more to be written; large outputs wait for it. Absent: at once. */
  drained?(): Promise<void>;
  readonly tty: boolean;
  /** Width of the terminal in columns; absent when it is none, and then nothing is cut. */
  readonly columns: number | undefined;
  readonly color: boolean;
}

/** What a command may touch of the process it runs in. */
export interface Io {
  /** Results. */
  readonly out: Sink;
  /** Talk: hints, progress, errors. */
  readonly err: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Asks whoever sits at the terminal; absent: nobody does. `hidden`: what is typed does not show. The end of input is an
   * empty answer.
   */
  readonly ask?: (question: string, o?: { hidden?: boolean }) => Promise<string>;
  /** Resolves when the process is asked to end (SIGTERM, SIGINT, or a terminal that was closed). */
  stopped(): Promise<string>;
  /** Calls `run` whenever the process is asked to read its config again (SIGHUP). */
  hangups(run: () => void): void;
}

/** The io of the running process. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    // The reader of a pipe may leave early (`| head`): that is no error.
    stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  }
  return {
    out: sink(process.stdout),
    err: sink(process.stderr),
    env: process.env,
    home: homedir(),
    now: () => Date.now(),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askAtTerminal } : {}),
    stopped: () =>
      new Promise((resolve) => {
        for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
        process.on("SIGHUP", () => {
          if (isTerminalGone()) resolve("SIGHUP");
        });
      }),
    hangups: (run) => {
      process.on("SIGHUP", () => {
        if (!isTerminalGone()) run();
      });
    },
  };
}

/** A terminal that closes sends the same signal as somebody who wants the config read again. */
function isTerminalGone(): boolean {
  if (process.stdout.isTTY !== true) return false;
  try {
    closeSync(openSync("/dev/tty", "r+"));
    return false;
  } catch {
    return true; // the system says so with one of several codes
  }
}

function sink(stream: NodeJS.WriteStream): Sink {
  const tty = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    drained: async () => {
      if (stream.writableNeedDrain) await once(stream, "drain");
    },
    tty,
    columns: tty ? stream.columns : undefined,
    color: wantsColor({ tty }, process.env),
  };
}

async function askAtTerminal(question: string, o: { hidden?: boolean } = {}): Promise<string> {
  // Loaded only where somebody is asked.
  const [{ createInterface }, { Writable }] = [await import("node:readline"), await import("node:stream")];
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  const answer = await new Promise<string>((resolve) => {
    reader.once("close", () => resolve(""));
    reader.once("SIGINT", () => process.exit(130));
    reader.question(question, resolve);
    isMuted = o.hidden === true;
  });
  reader.close();
  if (isMuted) process.stderr.write("\n");
  return answer.trim();
}
