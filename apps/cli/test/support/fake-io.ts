import type { Io, Sink } from "../../src/io.ts";

/** An {@link Io} that keeps what was written. */
export interface FakeIo extends Io {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** An io without a terminal, or with one of `columns`. */
export function createFakeIo(
  o: {
    columns?: number;
    env?: Readonly<Record<string, string>>;
    now?: number;
    stopped?: Promise<string>;
    ask?: Io["ask"];
  } = {},
): FakeIo {
  const written = { out: "", err: "" };
  const sink = (name: "out" | "err"): Sink => ({
    write: (text) => {
      written[name] += text;
    },
    tty: o.columns !== undefined,
    columns: o.columns,
    color: false,
  });
  return {
    out: sink("out"),
    err: sink("err"),
    env: o.env ?? {},
    home: "/home/nobody",
    now: () => o.now ?? 0,
    ...(o.ask === undefined ? {} : { ask: o.ask }),
    stopped: () => o.stopped ?? new Promise(() => {}),
    hangups: () => {},
    stdout: () => written.out,
    stderr: () => written.err,
  };
}
