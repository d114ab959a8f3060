import { type Approval, approvalsTopic } from "@moltbot/approvals";
import {
  type Address,
  type Clock,
  formatPrincipal,
  type Logger,
  messageOf,
  type Notice,
  type Principal,
  type RateLimiter,
  type Wakeups,
} from "@moltbot/core";
import type { Delegation, PairingChange, PairingCommit, PairingStore } from "@moltbot/pairing";
import { autoApprovedNotices } from "../identities/auto-notices.ts";
import type { Policy } from "../policy/policy.ts";
import { type CardFor, pairingCard } from "./cards.ts";
import { handedText, takenBackText } from "./delegation-text.ts";
import { hit } from "./limit.ts";
import { payloadOf } from "./payload.ts";
import { pairedText, reminderText, turnedDown } from "./texts.ts";

/** What deciding about people owes to others. */
export interface NoticeDeps {
  readonly policy: () => Policy;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Logger;
  readonly wakeups: Wakeups;
  /** Called when notices were queued; absent: other tasks and processes are told at once. */
  readonly owed?: () => void;
}

// Cards per approver in ten minutes; a flood then leads to one line that points at the list.
const cards = { limit: 10, windowMs: 600_000 };

/**
 * A {@link PairingStore} whose commits carry the messages they owe: cards to approvers, the answer to the person who
 * asked. Decisions made in chat, dashboard or CLI (even with no gateway running) reach people the same way.
 */
export function withNotices(store: PairingStore, d: NoticeDeps): PairingStore {
  return {
    ...store,
    async commit(commit: PairingCommit) {
      const notices = [...(commit.notices ?? []), ...(await noticesFor({ ...d, store }, commit))];
      const result = await store.commit({ ...commit, notices });
      if (result.status === "committed") await announce(d, commit.changes, notices.length > 0);
      return result;
    },
  };
}

// Hints only: whoever misses one finds the change when polling.
async function announce(d: NoticeDeps, changes: readonly PairingChange[], outbox: boolean): Promise<void> {
  try {
    if (outbox && d.owed !== undefined) d.owed();
    else if (outbox) await d.wakeups.publish("outbox");
    if (changes.length > 0) await d.wakeups.publish("changed", "approvals");
    for (const change of changes) {
      if (change.type === "update" && change.approval.status !== "pending") {
        await d.wakeups.publish(approvalsTopic, change.approval.id);
        await d.wakeups.publish("decided", change.approval.id);
      }
    }
  } catch (error) {
    d.log.warn("other processes could not be told of a change", { error: messageOf(error) });
  }
}

type Deps = NoticeDeps & { readonly store: Pick<PairingStore, "delegations"> };

async function noticesFor(d: Deps, { changes, events }: PairingCommit): Promise<Notice[]> {
  const notices: Notice[] = [];
  const escalated = new Set(events.flatMap(({ event, ref }) => (event === "pairing.escalated" ? [ref] : [])));
  const blocked = changes.some((change) => change.type === "put-block");
  for (const change of changes) {
    if (change.type === "file" && change.approval.kind === "pairing") {
      notices.push(...(await cardsFor(d, change.approval)));
    } else if (change.type === "update" && escalated.has(change.approval.id)) {
      notices.push(...(await lateCards(d, change.approval)));
    } else {
      notices.push(...toldOf(d, change, blocked));
    }
    if (change.type === "put-grant") {
      notices.push(...autoApprovedNotices(change.grant, changes, d.policy().approvers));
    }
  }
  return notices;
}

/** What a change owes to the person it is about. */
function toldOf(d: NoticeDeps, change: PairingChange, blocked: boolean): Notice[] {
  switch (change.type) {
    case "put-grant":
      return [{ to: change.grant.principal, text: pairedText(change.grant) }];
    case "change-grant": {
      if (change.why !== "reminded") return [];
      const o = { renewalRequired: d.policy().pairing.renewalRequired === true, now: d.clock.now() };
      return [{ to: change.grant.principal, text: reminderText(change.grant, o) }];
    }
    case "put-delegation":
      return reached(d, change.delegation.to, handedText(change.delegation));
    case "remove-delegation":
      return reached(d, change.delegation.to, takenBackText(change.delegation));
    case "update": {
      const { status, kind } = change.approval;
      if (status !== "denied" || kind !== "pairing" || blocked) return [];
      const { channel, account, userId, renews } = payloadOf(change.approval);
      return [{ to: { channel, account, id: userId }, text: turnedDown(renews) }];
    }
    default:
      return [];
  }
}

function reached(d: NoticeDeps, who: Address, text: string): Notice[] {
  const to = d.policy().reach(who);
  return to === undefined ? [] : [{ to, text }];
}

async function cardsFor(d: Deps, approval: Approval): Promise<Notice[]> {
  const { approvers } = d.policy();
  const told = new Map<string, { to: Principal; why: CardFor }>();
  for (const to of approvers) told.set(formatPrincipal(to), { to, why: { kind: "approver" } });
  for (const { to, of } of await delegates(d)) {
    const name = formatPrincipal(to);
    if (!told.has(name)) told.set(name, { to, why: { kind: "delegate", of } });
  }
  const notices: Notice[] = [];
  for (const { to, why } of told.values()) notices.push(...(await cardOrHint(d, approval, to, why)));
  return notices;
}

/** Cards for those who are told of what waited; who may block is said by their own right. */
async function lateCards(d: Deps, approval: Approval): Promise<Notice[]> {
  const { toldLate, isApprover } = d.policy();
  const waitedMs = d.clock.now() - approval.createdAt;
  const notices: Notice[] = [];
  for (const to of toldLate) {
    notices.push(...(await cardOrHint(d, approval, to, { kind: "late", waitedMs, mayBlock: isApprover(to) })));
  }
  return notices;
}

async function delegates(d: Deps): Promise<readonly { to: Principal; of: string }[]> {
  const { isApprover, reach } = d.policy();
  const inForce = (await d.store.delegations()).filter(({ until }: Delegation) => d.clock.now() < until);
  return inForce.flatMap(({ from, to }) => {
    const delegator = { ...from, account: "default" };
    const place = isApprover(delegator) ? reach(to) : undefined;
    return place === undefined ? [] : [{ to: place, of: formatPrincipal(delegator) }];
  });
}

async function cardOrHint(d: NoticeDeps, approval: Approval, to: Principal, why: CardFor): Promise<Notice[]> {
  const name = formatPrincipal(to);
  if (await hit(d, `cards:${name}`, cards)) return [pairingCard(approval, to, why)];
  const hint = await hit(d, `cards-more:${name}`, { limit: 1, windowMs: cards.windowMs });
  return hint ? [{ to, text: "🔔 More people are asking to pair. Send /pending to see them." }] : [];
}
