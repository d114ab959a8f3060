import { type Approval, isOverdue } from "@moltbot/approvals";

const minuteMs = 60_000;

/** Whether somebody new may wait, and who makes room for them. */
export type QueueVerdict =
  | { readonly status: "room"; readonly displaced: readonly Approval[] }
  | { readonly status: "busy"; readonly retryAfterMs: number };

const minuteOf = (at: number): number => Math.floor(at / minuteMs);

/** Requests that somebody has begun to look at, or that name an allowlist entry, are never pushed out. */
const isKept = (approval: Approval): boolean => approval.votes.length > 0 || approval.payload["claim"] !== undefined;

/**
 * Decides who waits when the queue of an account is full. Requests are grouped by the minute in which they were filed. A
 * newcomer takes the place of the newest request of a minute that is busier than the newcomer's own (counting the
 * newcomer), so that a flood pushes out itself and a request that is alone in its minute stays. When their own minute is
 * the busiest, its newer half (at most a quarter of the queue) is a revolving door: the newcomer takes the place of the
 * oldest in it. Who asked before a flood stays, who asks after it gets in, who asks in its midst can ask again. Nobody is
 * pushed out who carries a claim or a vote. Never leaves more than `maxPending` waiting, newcomer included.
 */
export function admitToQueue(
  queue: readonly Approval[],
  newcomer: { readonly now: number; readonly claim: boolean },
  maxPending: number,
): QueueVerdict {
  let waiting = queue.filter((approval) => !isOverdue(approval, newcomer.now));
  const displaced: Approval[] = [];
  while (waiting.length >= maxPending) {
    const victim = inBusierMinute(waiting, newcomer) ?? inRevolvingDoor(waiting, newcomer.now, maxPending);
    if (victim === undefined) {
      return { status: "busy", retryAfterMs: (minuteOf(newcomer.now) + 1) * minuteMs - newcomer.now };
    }
    displaced.push(victim);
    waiting = waiting.filter((approval) => approval !== victim);
  }
  return { status: "room", displaced };
}

function inBusierMinute(
  waiting: readonly Approval[],
  newcomer: { readonly now: number; readonly claim: boolean },
): Approval | undefined {
  const minutes = new Map<number, Approval[]>();
  for (const approval of waiting) {
    const minute = minuteOf(approval.createdAt);
    minutes.set(minute, [...(minutes.get(minute) ?? []), approval]);
  }
  const own = minuteOf(newcomer.now);
  const ownCount = (minutes.get(own)?.length ?? 0) + 1;
  const fewest = newcomer.claim ? 1 : ownCount;
  const busier = [...minutes.entries()]
    .filter(([minute, requests]) => requests.length > fewest && (minute !== own || newcomer.claim))
    .sort(([minuteA, a], [minuteB, b]) => b.length - a.length || minuteB - minuteA);
  for (const [, requests] of busier) {
    const newest = requests.filter((approval) => !isKept(approval)).sort(newestFirst)[0];
    if (newest !== undefined) return newest;
  }
  return undefined;
}

function inRevolvingDoor(waiting: readonly Approval[], now: number, maxPending: number): Approval | undefined {
  const own = waiting.filter((approval) => minuteOf(approval.createdAt) === minuteOf(now)).sort(newestFirst);
  const places = Math.min(Math.ceil(maxPending / 4), Math.floor(own.length / 2));
  return own.slice(0, places).findLast((approval) => !isKept(approval));
}

const newestFirst = (a: Approval, b: Approval): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
