import { type Clock, type Logger, messageOf, type Principal, principalKey } from "@moltbot/core";
import type { PairingChange, PairingStore } from "@moltbot/pairing";
import type { EndReason, ExecApprovals } from "../exec/exec-approvals.ts";
import type { Policy } from "../policy/policy.ts";
import { uninvited } from "../uninvited.ts";

/** Where what somebody has going ends. */
export interface EndingDeps {
  readonly exec: Pick<ExecApprovals, "endFor">;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * A {@link PairingStore} after whose blocks and unpairings nothing of the person goes on: grants of their sessions, their
 * commands that run, here and in every other process (SPEC R3.8). What a process that dies leaves over, the sweeper ends;
 * and before somebody is let in anew, so that nothing of an earlier pairing comes back with the new one.
 */
export function withEndings(store: PairingStore, d: EndingDeps): PairingStore {
  return {
    ...store,
    async commit(commit) {
      for (const who of letInAnew(commit.changes)) await endLeftovers(store, d, who);
      const result = await store.commit(commit);
      if (result.status === "committed") {
        for (const [who, why] of endedBy(commit.changes)) await end(d, who, why);
      }
      return result;
    },
  };
}

/** Who may talk already, by an entry of `allowFrom` for example, keeps what they have going. */
async function endLeftovers(people: PairingStore, d: EndingDeps, who: Principal): Promise<void> {
  const why = await uninvited({ ...d, people }, who);
  if (why !== undefined) await d.exec.endFor(who, why);
}

function letInAnew(changes: readonly PairingChange[]): readonly Principal[] {
  return changes.flatMap((change) =>
    change.type === "put-grant" && change.grant.renewedAt === undefined ? [change.grant.principal] : [],
  );
}

function endedBy(changes: readonly PairingChange[]): readonly (readonly [Principal, EndReason])[] {
  const ended = new Map<string, readonly [Principal, EndReason]>();
  for (const change of changes) {
    if (change.type === "remove-session") ended.set(principalKey(change.principal), [change.principal, "unpaired"]);
    if (change.type === "put-block")
      ended.set(principalKey(change.block.principal), [change.block.principal, "blocked"]);
  }
  return [...ended.values()];
}

/** The decision stands, and nothing starts any more; what is going is ended by the sweeper when it can't be now. */
async function end(d: EndingDeps, who: Principal, why: EndReason): Promise<void> {
  try {
    await d.exec.endFor(who, why);
  } catch (error) {
    d.log.warn("what somebody had going could not be ended yet", { error: messageOf(error) });
  }
}
