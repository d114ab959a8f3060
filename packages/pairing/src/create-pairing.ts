import { type Approval, expireApproval, expiredEvent, isOverdue } from "@moltbot/approvals";
import { autoApprove } from "./auto-approve.ts";
import { chooseForPerson } from "./choose.ts";
import { decideRequest } from "./decide.ts";
import { delegateVote, takeBackVote } from "./delegate.ts";
import { findPerson } from "./find.ts";
import type { Pairing } from "./pairing.ts";
import { type PairingOptions, tell } from "./parts.ts";
import { actOnPerson } from "./people.ts";
import { requestPairing } from "./request.ts";
import { createSerial } from "./serial.ts";
import { renewActive, tend } from "./tend.ts";
import { underRules } from "./under-rules.ts";
import { delegationsInForce, mayAnswer } from "./voting.ts";

/** The verbs of pairing over any store. Every method throws `unavailable` when the store does; nothing is granted then. */
export function createPairing(o: PairingOptions): Pairing {
  const parts: PairingOptions = { ...o, store: underRules(o.store, o) };
  const serial = createSerial();
  return {
    request: (who, profile, more = {}) => requestPairing(parts, serial, { ...more, who, profile }),
    approve: (id, by) => decideRequest(parts, { id, by, decision: "approve" }),
    deny: (id, by) => decideRequest(parts, { id, by, decision: "deny" }),
    autoApprove: (approval) => autoApprove(parts, approval),
    admit: (who, by) => actOnPerson(parts, { verb: "admit", who, by }),
    block: (who, by, more = {}) => actOnPerson(parts, { ...more, verb: "block", who, by }),
    unblock: (who, by) => actOnPerson(parts, { verb: "unblock", who, by }),
    unpair: (who, by) => actOnPerson(parts, { verb: "unpair", who, by }),
    choose: (who, by, change) => chooseForPerson(parts, { who, by, change }),
    find: (text) => findPerson(parts.store, text),
    async pending({ limit } = {}) {
      const now = parts.clock.now();
      // Overdue ones that nobody has ended yet may stand in front; then more are asked for.
      for (let asked = limit; ; asked = asked === undefined ? undefined : asked * 2) {
        const wish = asked === undefined ? {} : { limit: asked };
        const listed = await parts.store.approvals.pending({ kind: "pairing", ...wish });
        const open = listed.filter((approval) => !isOverdue(approval, now));
        const isAll = asked === undefined || listed.length < asked;
        if (isAll || open.length >= (limit ?? 0)) return open.slice(0, limit);
      }
    },
    expire: () => expireRequests(parts),
    active: (grant) => renewActive(parts, grant),
    tend: () => tend(parts),
    mayAnswer: (who) => mayAnswer(parts, { kind: "person", principal: who, via: "chat" }),
    delegate: (from, to, forMs, by) => delegateVote(parts, { from, to, forMs, by }),
    undelegate: (from, by) => takeBackVote(parts, { from, by }),
    delegations: () => delegationsInForce(parts),
  };
}

async function expireRequests(parts: PairingOptions): Promise<readonly Approval[]> {
  const ended: Approval[] = [];
  for (const listed of await parts.store.approvals.pending({ kind: "pairing" })) {
    const now = parts.clock.now();
    if (!isOverdue(listed, now)) continue;
    const approval = expireApproval(listed, now);
    const event = expiredEvent(approval, { at: now, policy: parts.rules().policy });
    const result = await parts.store.commit({
      changes: [{ type: "update", approval, expectedVersion: listed.version }],
      events: [event],
    });
    // A conflict means that somebody answered or ended it first: nothing is left to do.
    if (result.status === "conflict") continue;
    tell(parts, [event]);
    ended.push(approval);
  }
  return ended;
}
