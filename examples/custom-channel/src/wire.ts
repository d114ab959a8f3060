import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Clock, MoltbotError, plainText } from "@moltbot/core";
import { formatLine, type Line, parseLine } from "./line.ts";
import type { IrcOptions } from "./options.ts";

/** One connection to a server: lines out, lines in. */
export interface Wire {
  /** Sends a line; nothing happens once the connection has ended. */
  say(command: string, ...params: readonly string[]): void;
  /**
   * Resolves with what `pick` makes of the first line that it makes something of; rejects with what it throws.
   * @throws MoltbotError `unavailable` when the connection ends or 90 seconds pass before
   */
  next<T>(pick: (line: Line) => T | undefined): Promise<T>;
  /** Stops reading, or goes on: the server keeps meanwhile what does not fit. */
  hold(still: boolean): void;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  end(): void;
}

const patienceMs = 90_000;
const longestLine = 16_384;

type Pick<T> = (line: Line) => T | undefined;

/** Those who wait for a line. */
function createWaiters(clock: Clock) {
  const waiting = new Set<{ offer(line: Line): void; fail(error: unknown): void }>();
  return {
    offer: (line: Line): void => {
      for (const one of [...waiting]) one.offer(line);
    },
    fail: (error: unknown): void => {
      for (const one of [...waiting]) one.fail(error);
    },
    add: <T>(pick: Pick<T>, late: () => unknown): Promise<T> =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          waiting.delete(one);
          cancel();
          act();
        };
        const one = {
          fail: (error: unknown): void => settle(() => reject(error)),
          offer(line: Line): void {
            try {
              const made = pick(line);
              if (made !== undefined) settle(() => resolve(made));
            } catch (error) {
              one.fail(error);
            }
          },
        };
        const cancel = clock.after(patienceMs, () => one.fail(late()));
        waiting.add(one);
      }),
  };
}

/** Calls `hear` for each line that comes in; `tooLong` when one does not end. */
function readLines(socket: Socket, hear: (line: Line) => void, tooLong: () => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      const line = parseLine(rest.subarray(0, at).toString("utf8").replace(/\r$/, ""));
      rest = rest.subarray(at + 1);
      if (line !== undefined) hear(line);
    }
    if (rest.length > longestLine) tooLong();
  });
}

/** Opens a connection; every line goes to `heard` first, then to whoever waits for it with {@link Wire.next}. */
export function openWire(o: IrcOptions, clock: Clock, heard: (line: Line) => void): Wire {
  const { host, port } = o;
  const socket = o.tls ? connectTls({ host, port }) : connect({ host, port });
  const waiters = createWaiters(clock);
  let reason = "it was closed";
  let lastHeard = clock.now();

  const failure = (why: string): MoltbotError =>
    new MoltbotError("unavailable", `The connection to ${host} is gone: ${plainText(why)}.`, {
      hint: "Check options.host, options.port and options.tls. It is tried again.",
    });
  const closeWith = (why: string): void => {
    reason = why;
    socket.destroy();
  };
  const say = (command: string, ...params: readonly string[]): void => {
    if (!socket.destroyed) socket.write(`${formatLine(command, ...params)}\r\n`);
  };
  const watch = (): void => {
    const silence = clock.now() - lastHeard;
    if (silence >= 3 * patienceMs) closeWith("the server fell silent");
    else if (silence >= patienceMs) say("PING", "anybody");
    stopWatch = clock.after(patienceMs, watch);
  };
  let stopWatch = clock.after(patienceMs, watch);
  const hear = (line: Line): void => {
    lastHeard = clock.now();
    if (line.command === "PING") say("PONG", ...line.params);
    if (line.command === "ERROR") reason = plainText(line.params.at(-1));
    heard(line);
    waiters.offer(line);
  };
  readLines(socket, hear, () => closeWith("the server sent a line without end"));
  socket.on("error", (error) => {
    reason = error.message;
  });
  const ended = new Promise<string>((resolve) => {
    socket.once("close", () => {
      stopWatch();
      waiters.fail(failure(reason));
      resolve(reason);
    });
  });
  return {
    say,
    next: async (pick) => {
      if (socket.destroyed) throw failure(reason);
      return await waiters.add(pick, () => failure("the server does not answer"));
    },
    hold: (still) => void (still ? socket.pause() : socket.resume()),
    ended,
    end() {
      say("QUIT");
      socket.end();
      clock.after(2000, () => socket.destroy());
    },
  };
}
