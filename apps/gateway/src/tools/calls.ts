import { type Clock, MoltbotError, newId, type Principal, principalKey, type Random } from "@moltbot/core";

/** A call of a tool that runs now, in this process. */
export interface RunningCall {
  readonly id: string;
  readonly who: Principal;
  readonly session: string;
  readonly tool: string;
  readonly startedAt: number;
}

/** The calls of tools that run in this process, each with a signal that ends it. */
export interface Calls {
  /**
   * Counts a call; `end` counts it off. The signal is raised by the verbs below, and when it takes too long.
   * @throws MoltbotError `unavailable` when none begins any more
   */
  begin(o: Omit<RunningCall, "id" | "startedAt">): { readonly signal: AbortSignal; end(): void };
  /** Those of a session, the oldest first. */
  list(session: string): readonly RunningCall[];
  /** Those of everybody. */
  all(): readonly RunningCall[];
  /** Ends one of a session. Ids are compared whole. */
  kill(id: string, session: string): boolean;
  /** Ends those of one identity, by the key of its principal. */
  endFor(key: string): void;
  /** Ends all; none begins any more. */
  close(): void;
}

/** Without any. `longestMs`: a call that takes longer is ended; 10 minutes unless told. */
export function createCalls(o: { clock: Clock; random: Random; longestMs?: number }): Calls {
  const { clock, random, longestMs = 600_000 } = o;
  const running = new Map<string, { call: RunningCall; control: AbortController }>();
  let isClosed = false;
  const all = (): readonly RunningCall[] => [...running.values()].map(({ call }) => call);
  return {
    begin(wish) {
      if (isClosed) throw new MoltbotError("unavailable", "the gateway is stopping");
      const now = clock.now();
      const call = { ...wish, id: newId("job", { now, random }), startedAt: now };
      const control = new AbortController();
      running.set(call.id, { call, control });
      const cancel = clock.after(longestMs, () => control.abort());
      return {
        signal: control.signal,
        end() {
          cancel();
          running.delete(call.id);
        },
      };
    },
    all,
    list: (session) => all().filter((call) => call.session === session),
    kill(id, session) {
      const found = running.get(id);
      if (found === undefined || found.call.session !== session) return false;
      found.control.abort();
      return true;
    },
    endFor(key) {
      for (const { call, control } of running.values()) if (principalKey(call.who) === key) control.abort();
    },
    close() {
      isClosed = true;
      for (const { control } of running.values()) control.abort();
    },
  };
}
