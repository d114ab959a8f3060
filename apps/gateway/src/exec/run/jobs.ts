import { type Clock, MoltbotError, newId, type Principal, principalKey, type Random } from "@moltbot/core";

/** A command that runs now, in this process. */
export interface Job {
  readonly id: string;
  /** Who asked for it. */
  readonly who: Principal;
  /** The session that it belongs to. */
  readonly session: string;
  readonly line: string;
  readonly where: "sandbox" | "host";
  readonly startedAt: number;
}

/** The commands that this process runs. */
export interface Jobs {
  /**
   * Runs something as a job. `undefined`: the session has as many running as it may, and nothing was begun.
   * The work settles after `signal` is raised.
   */
  start<T>(
    o: Omit<Job, "id" | "startedAt">,
    work: (signal: AbortSignal) => Promise<T>,
  ): { job: Job; ended: Promise<T> } | undefined;
  /**
   * Whether one more of a session may start.
   * @throws MoltbotError `unavailable` when none starts any more
   */
  hasRoom(session: string): boolean;
  /** Those of a session, the oldest first. */
  list(session: string): readonly Job[];
  /** Those of everybody. */
  all(): readonly Job[];
  /** Ends those of one identity, by the key of its principal. */
  endFor(key: string): void;
  /** Ends one of a session. Ids are compared whole. */
  kill(id: string, session: string): boolean;
  /** Lets {@link Jobs.close} wait for what follows a job. */
  follow(work: Promise<void>): void;
  /** Ends all, and resolves when they have; nothing starts any more. */
  close(): Promise<void>;
}

const mostOfSession = 8;

/** Without any. */
export function createJobs(o: { clock: Clock; random: Random }): Jobs {
  const running = new Map<string, { job: Job; control: AbortController; ended: Promise<unknown> }>();
  const following = new Set<Promise<void>>();
  let isClosed = false;
  const list = (session: string): readonly Job[] =>
    [...running.values()].map(({ job }) => job).filter((job) => job.session === session);
  return {
    list,
    all: () => [...running.values()].map(({ job }) => job),
    endFor(key) {
      for (const { job, control } of running.values()) if (principalKey(job.who) === key) control.abort();
    },
    hasRoom(session) {
      if (isClosed) throw new MoltbotError("unavailable", "the gateway is stopping");
      return list(session).length < mostOfSession;
    },
    start(wish, work) {
      if (isClosed || list(wish.session).length >= mostOfSession) return undefined;
      const now = o.clock.now();
      const job = { ...wish, id: newId("job", { now, random: o.random }), startedAt: now };
      const control = new AbortController();
      const ended = work(control.signal).finally(() => running.delete(job.id));
      running.set(job.id, { job, control, ended });
      return { job, ended };
    },
    kill(id, session) {
      const found = running.get(id);
      if (found === undefined || found.job.session !== session) return false;
      found.control.abort();
      return true;
    },
    follow(work) {
      const settled = work.finally(() => following.delete(settled));
      following.add(settled);
    },
    async close() {
      isClosed = true;
      const all = [...running.values()];
      for (const { control } of all) control.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
      await Promise.allSettled(following);
    },
  };
}
