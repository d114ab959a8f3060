import type { JobBoard, PostedJob } from "@moltbot/approvals";
import type { Conversation } from "@moltbot/channel";
import { type Clock, type Logger, messageOf, visibleText, type Wakeups } from "@moltbot/core";
import { maskSecrets } from "../approvals/mask.ts";
import type { Job, Jobs } from "./jobs.ts";

/** Running commands as every process on the same stores sees them. */
export interface SharedJobs {
  /** Shows a job to other processes once it has run for a moment; settles when it has ended and is not shown any more. */
  watch(job: Job, ended: Promise<unknown>): Promise<void>;
  /** Writes down that `to` is to hear how it ends: if this process dies, another says so. */
  promise(job: Job, to: Conversation): Promise<void>;
  /** `to` has heard. */
  kept(job: Job): Promise<void>;
  /** Those of a session, here and elsewhere, the oldest first. */
  list(session: string): Promise<readonly Job[]>;
  /** Ends one of a session, wherever it runs. */
  kill(id: string, session: string): Promise<boolean>;
  /** Ends those of this process that somebody wished to end elsewhere. */
  attend(): Promise<void>;
  /** Tells of promised ones that a dead process ran; what it could not tell it tells when it is called again. */
  recover(): Promise<void>;
}

/** What it works with. */
export interface SharedJobsParts {
  readonly jobs: Pick<Jobs, "all" | "list" | "kill">;
  readonly board: JobBoard;
  readonly wakeups: Pick<Wakeups, "publish">;
  /** Queues a message for a conversation. */
  readonly post: (to: Conversation, text: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The note that somebody wishes a job to end. */
export const wishTopic = "jobs";

// Most commands end sooner, and cost the store nothing.
const momentMs = 1000;
const longestLine = 2000;

/** Joins what this process runs with what the board shows of others. */
export function createSharedJobs(d: SharedJobsParts): SharedJobs {
  const { jobs, board, clock, log } = d;
  /** Writes about one job, one after the other. */
  const writes = new Map<string, Promise<void>>();
  const promised = new Set<string>();
  const lost = createLost(d);
  const write = (id: string, what: string, work: () => Promise<void>): Promise<void> => {
    const last = (writes.get(id) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => log.warn(`a running command ${what}`, { id, error: messageOf(error) }));
    writes.set(id, last);
    return last;
  };
  const show = (job: Job, to?: Conversation): Promise<void> =>
    write(job.id, "is not seen by other processes", () => board.post(posted(job, to)));
  const forget = async (id: string): Promise<void> => {
    if (writes.has(id)) await write(id, "is still shown though it has ended", () => board.remove(id));
    writes.delete(id);
  };
  return {
    async watch(job, ended) {
      const cancel = clock.after(momentMs, () => void show(job));
      await ended.catch(() => undefined);
      cancel();
      if (!promised.has(job.id)) await forget(job.id);
    },
    promise(job, to) {
      promised.add(job.id);
      return show(job, to);
    },
    async kept({ id }) {
      promised.delete(id);
      await forget(id);
    },
    async list(session) {
      const own = jobs.list(session);
      const here = new Set(jobs.all().map(({ id }) => id));
      const others = (await board.list(session)).filter(({ id }) => !here.has(id) && !lost.has(id)).flatMap(read);
      return [...own, ...others].sort((a, b) => a.startedAt - b.startedAt);
    },
    async kill(id, session) {
      if (jobs.kill(id, session)) return true;
      if (!(await board.wishEnd(id, session))) return false;
      await d.wakeups.publish(wishTopic).catch(() => undefined); // a hint: the poll finds it otherwise
      return true;
    },
    async attend() {
      const own = jobs.all();
      if (own.length === 0) return; // asked at every poll: only for what runs
      const wished = new Set(await board.wished());
      for (const { id, session } of own) if (wished.has(id)) jobs.kill(id, session);
    },
    recover: lost.tell,
  };
}

/** Jobs taken over from dead processes and not told of yet: the board gives each only once. */
function createLost({ board, post }: SharedJobsParts): { has(id: string): boolean; tell(): Promise<void> } {
  const lost = new Map<string, PostedJob>();
  const told = new Set<string>();
  let telling: Promise<void> | undefined;
  async function tellOf(row: PostedJob): Promise<void> {
    const to = row.payload["to"] as Conversation | null | undefined;
    if (to && !told.has(row.id)) await post(to, lostText(row));
    told.add(row.id);
    await board.remove(row.id);
    lost.delete(row.id);
    told.delete(row.id);
  }
  async function tellAll(): Promise<void> {
    for (const row of await board.takeLost()) lost.set(row.id, row);
    let failure: { readonly error: unknown } | undefined;
    for (const row of [...lost.values()])
      await tellOf(row).catch((error: unknown) => {
        failure ??= { error };
      });
    if (failure !== undefined) throw failure.error;
  }
  return {
    has: (id) => lost.has(id),
    tell() {
      // One look at a time, so that nobody hears it twice.
      telling ??= tellAll().finally(() => {
        telling = undefined;
      });
      return telling;
    },
  };
}

function posted({ id, who, session, startedAt, line, where }: Job, to?: Conversation): PostedJob {
  const shown = maskSecrets(line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  return { id, who, session, startedAt, payload: { line: shown, where, ...(to && { to: { ...to } }) } };
}

function read({ payload, ...row }: PostedJob): readonly Job[] {
  const { line, where } = payload;
  if (typeof line !== "string" || (where !== "sandbox" && where !== "host")) return [];
  return [{ ...row, line, where }];
}

function lostText({ id, payload }: PostedJob): string {
  const shown = visibleText(String(payload["line"]).slice(0, 300));
  return `${id}\n$ ${shown}\n\nThe process that ran it ended before it did, so I can't know how far it came. I don't run it again.`;
}
