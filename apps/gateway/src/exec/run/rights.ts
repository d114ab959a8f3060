import { type Clock, type Principal, principalKey } from "@moltbot/core";
import type { PairingStore } from "@moltbot/pairing";
import { judge } from "../../flow/judge.ts";
import type { Policy } from "../../policy/policy.ts";

/** Something that runs for somebody. */
export interface Running {
  readonly id: string;
  readonly who: Principal;
  readonly session: string;
}

/** What the watch works with. */
export interface RightsParts {
  readonly people: Pick<PairingStore, "standing">;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly running: () => readonly Running[];
  /** Ends everything of one identity, by the key of its principal. */
  readonly endFor: (key: string) => void;
}

/**
 * Looks whether those for whom something runs may still talk: who is blocked, or could talk when it began and cannot any
 * more, has it ended (SPEC R9.7). For processes that missed the note about it.
 */
export function createRightsWatch(d: RightsParts): () => Promise<void> {
  let admitted = new Set<string>();
  return async () => {
    const running = d.running();
    const still = new Set<string>();
    for (const { id, who, session } of running) {
      const standing = await d.people.standing(who);
      const policy = d.policy();
      const isBlocked = standing.block !== undefined && !policy.isOwner(who);
      // A group's session begins with #: it has rules of its own, and is no matter of pairing.
      const mayTalk = !session.startsWith("#") && admits(policy, who, standing, d.clock.now());
      if (isBlocked || (admitted.has(id) && !mayTalk)) d.endFor(principalKey(who));
      else if (mayTalk) still.add(id);
    }
    admitted = still;
  };
}

type Standing = Awaited<ReturnType<RightsParts["people"]["standing"]>>;

function admits(policy: Policy, who: Principal, standing: Standing, now: number): boolean {
  const conversation = { channel: who.channel, account: who.account, kind: "dm", id: who.id } as const;
  const ingress = { conversation, sender: { id: who.id, isBot: false }, own: false, mayPair: false };
  return judge(policy, who, ingress, standing, now).action === "admit";
}
