import type { App, ChangeTopic } from "../app.ts";
import type { Session } from "./sessions.ts";

/** Server-sent hints that something changed. They carry a topic and never data: the page asks again for what it may see. */
export interface Live {
  /** A stream for this browser, ended with its session; `undefined` when too many are open. */
  open(session: Session): ReadableStream<Uint8Array> | undefined;
  /** The sessions that have a stream open. */
  sessions(): ReadonlySet<string>;
  /** Ends the streams of one session. */
  end(sessionId: string): void;
  /** Ends all streams. */
  close(): void;
}

const heartbeatMs = 25_000;
const bytes = new TextEncoder();

interface Listener {
  readonly sessionId: string;
  readonly send: (text: string) => void;
  readonly end: () => void;
}

/** Streams fed by `app.watch`, at most `max` at once (default 200). */
export function createLive(app: Pick<App, "watch" | "clock">, max = 200): Live {
  const listeners = new Set<Listener>();
  let unwatch: (() => void) | undefined;
  const tell = (topic: ChangeTopic): void => {
    for (const listener of listeners) listener.send(`event: change\ndata: ${topic}\n\n`);
  };
  const open = (session: Session): ReadableStream<Uint8Array> => {
    const stops: (() => void)[] = [];
    let stop = (): void => {};
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const listener: Listener = {
            sessionId: session.id,
            // A reader that does not read loses hints, not memory: the next page load shows everything.
            send: (text) => (controller.desiredSize ?? 0) > 0 && controller.enqueue(bytes.encode(text)),
            end: () => {
              stop();
              controller.close();
            },
          };
          stop = () => {
            listeners.delete(listener);
            for (const each of stops.splice(0)) each();
          };
          const beat = (): void => {
            listener.send(": still here\n\n");
            stops[0] = app.clock.after(heartbeatMs, beat);
          };
          stops.push(app.clock.after(heartbeatMs, beat));
          stops.push(app.clock.after(session.expiresAt - app.clock.now(), listener.end));
          listeners.add(listener);
          listener.send("retry: 2000\n\n");
        },
        cancel: () => stop(),
      },
      { highWaterMark: 64 },
    );
  };
  return {
    open(session) {
      if (listeners.size >= max) return undefined;
      unwatch ??= app.watch(tell);
      return open(session);
    },
    sessions: () => new Set([...listeners].map(({ sessionId }) => sessionId)),
    end(sessionId) {
      for (const listener of [...listeners]) if (listener.sessionId === sessionId) listener.end();
    },
    close() {
      unwatch?.();
      for (const listener of [...listeners]) listener.end();
    },
  };
}
