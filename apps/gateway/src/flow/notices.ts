import type { Approval } from "@moltbot/approvals";
import {
  type Clock,
  formatPrincipal,
  type Logger,
  messageOf,
  type Notice,
  type RateLimiter,
  type Wakeups,
} from "@moltbot/core";
import type { PairingChange, PairingCommit, PairingStore } from "@moltbot/pairing";
import type { Policy } from "../policy/policy.ts";
import { pairingCard } from "./cards.ts";
import { hit } from "./limit.ts";
import { payloadOf } from "./payload.ts";
import { paired, turnedDown } from "./texts.ts";

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
      const notices = [...(commit.notices ?? []), ...(await noticesFor(d, commit.changes))];
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
        await d.wakeups.publish("decided", change.approval.id);
      }
    }
  } catch (error) {
    d.log.warn("other processes could not be told of a change", { error: messageOf(error) });
  }
}

async function noticesFor(d: NoticeDeps, changes: readonly PairingChange[]): Promise<Notice[]> {
  const notices: Notice[] = [];
  const blocked = changes.some((change) => change.type === "put-block");
  for (const change of changes) {
    if (change.type === "file" && change.approval.kind === "pairing")
      notices.push(...(await cardsFor(d, change.approval)));
    if (change.type === "put-grant") notices.push({ to: change.grant.principal, text: paired });
    if (change.type === "update" && change.approval.status === "denied" && !blocked) {
      const payload = payloadOf(change.approval);
      const to = { channel: payload.channel, account: payload.account, id: payload.userId };
      notices.push({ to, text: turnedDown });
    }
  }
  return notices;
}

async function cardsFor(d: NoticeDeps, approval: Approval): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const approver of d.policy().approvers) {
    const name = formatPrincipal(approver);
    if (await hit(d, `cards:${name}`, cards)) notices.push(pairingCard(approval, approver));
    else if (await hit(d, `cards-more:${name}`, { limit: 1, windowMs: cards.windowMs })) {
      notices.push({ to: approver, text: "🔔 More people are asking to pair. Send /pending to see them." });
    }
  }
  return notices;
}
