import { newToken, type Random } from "@moltbot/core";
import { deferred } from "../deferred.ts";
import { createMarkerScanner, type MarkerScanner } from "./markers.ts";

/** What a lane said when it was done: a number that depends on what was asked, and whether strays were seen. */
export interface LaneAnswer {
  readonly value: number;
  readonly strays: boolean;
}

/** A piece of what comes from inside. */
export interface Frame {
  readonly stream: "stdout" | "stderr";
  readonly data: Buffer;
}

/** The streams of one shell. */
export interface LaneWire {
  /** Told of everything that comes, and why nothing comes any more. What `data` throws ends the wire. */
  listen(on: { data(frame: Frame): void; end(because: string): void }): void;
  write(code: string): void;
  close(): void;
}

/** One shell inside a sandbox, on streams of its own, that starts one program at a time. */
export interface Lane {
  /** Sends code that ends by saying the nonce. Output that comes before goes to `onData`. */
  ask(code: (nonce: string) => string, onData?: (frame: Frame) => void): Promise<LaneAnswer>;
  /** Why it is gone; never rejects. */
  readonly lost: Promise<string>;
  close(): void;
}

interface Asked {
  readonly scanners: Record<Frame["stream"], MarkerScanner>;
  readonly said: Partial<Record<Frame["stream"], readonly string[]>>;
  resolve(answer: LaneAnswer): void;
  reject(error: Error): void;
}

/**
 * Everything that comes from inside is untrusted: a marker counts with the nonce of the call only, on both streams, with
 * numbers of sane size; what comes between calls, or breaks the form, ends the lane.
 */
export function createLane(wire: LaneWire, random: Random): Lane {
  let asked: Asked | undefined;
  let reason: string | undefined;
  // Processes that a call left behind may write until they are ended.
  let hasStrays = false;
  const gone = deferred<string>();
  const lose = (because: string): void => {
    if (reason !== undefined) return;
    reason = because;
    wire.close();
    asked?.reject(new Error(because));
    asked = undefined;
    gone.resolve(because);
  };
  const settle = (one: Asked, answer: LaneAnswer): void => {
    asked = undefined;
    hasStrays = answer.strays;
    one.resolve(answer);
  };
  const read = ({ stream: name, data }: Frame): void => {
    if (asked === undefined) {
      if (!hasStrays) lose("it spoke unasked");
      return;
    }
    if (asked.said[name] !== undefined) return;
    const words = asked.scanners[name].push(data);
    if (words === undefined) return;
    asked.said[name] = words;
    const { stdout, stderr } = asked.said;
    const answer = stderr && readAnswer(stderr);
    if (stderr && answer === undefined) lose("it answered out of form");
    else if (stdout && answer) settle(asked, answer);
  };
  wire.listen({ data: read, end: lose });
  return {
    ask(code, onData = () => {}) {
      if (reason !== undefined) return Promise.reject(new Error(reason));
      if (asked !== undefined) return Promise.reject(new Error("it is busy"));
      const nonce = newToken(random, 18);
      return new Promise<LaneAnswer>((resolve, reject) => {
        const scan = (name: Frame["stream"]): MarkerScanner =>
          createMarkerScanner(nonce, (data) => onData({ stream: name, data }));
        asked = { scanners: { stdout: scan("stdout"), stderr: scan("stderr") }, said: {}, resolve, reject };
        wire.write(code(nonce));
      });
    },
    lost: gone.promise,
    close: () => lose("it was closed"),
  };
}

function readAnswer([value = "", strays = ""]: readonly string[]): LaneAnswer | undefined {
  if (!/^\d{1,9}$/.test(value) || !/^[01]$/.test(strays)) return undefined;
  return { value: Number(value), strays: strays === "1" };
}
