import { type Clock, type Principal, principalKey } from "@moltbot/core";
import type { PairingStore } from "@moltbot/pairing";
import { knownOf } from "../../flow/judge.ts";
import { groupOfKey } from "../../flow/session-key.ts";
import type { Policy } from "../../policy/policy.ts";
import { mayTalk } from "./may-run.ts";

/** Something that runs for somebody. */
export interface Running {
  readonly id: string;
  readonly who: Principal;
  readonly session: string;
  /** The tool that was called. */
  readonly tool: string;
  /** Where a command runs; absent for what runs in no such place. */
  readonly where?: "sandbox" | "host";
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
 * Looks whether those for whom something runs may still talk, and call what runs: who is blocked, or could when it began
 * and cannot any more, has it ended (SPEC R9.7). For changed rules, and for processes that missed the note about somebody.
 */
export function createRightsWatch(d: RightsParts): () => Promise<void> {
  let allowed = new Set<string>();
  let [latest, earlier] = [d.policy(), d.policy()];
  return async () => {
    if (d.policy() !== latest) [latest, earlier] = [d.policy(), latest];
    const running = d.running();
    const still = new Set<string>();
    for (const one of running) {
      const { id, who } = one;
      const standing = await d.people.standing(who);
      const isBlocked = standing.block !== undefined && !latest.isOwner(who);
      const may = (policy: Policy): boolean => mayGoOn(policy, one, standing, d.clock.now());
      const mayNow = may(latest);
      // What was judged by the rules before, and began after they changed, was never seen under those.
      const couldBefore = (): boolean => allowed.has(id) || (earlier !== latest && may(earlier));
      if (isBlocked || (!mayNow && couldBefore())) d.endFor(principalKey(who));
      else if (mayNow) still.add(id);
    }
    allowed = still;
  };
}

type Standing = Awaited<ReturnType<RightsParts["people"]["standing"]>>;

function mayGoOn(policy: Policy, one: Running, standing: Standing, now: number): boolean {
  return mayTalk(policy, one, standing, now) && mayCall(policy, one, standing);
}

/** Whether the tool policy still allows it, and nothing that runs on the host belongs into a sandbox now. */
function mayCall(policy: Policy, { who, session, tool, where }: Running, standing: Standing): boolean {
  const group = groupOfKey(session);
  const context = policy.toolSession({ who, names: knownOf({}, standing), ...(group && { groupId: group.id }) });
  const isMisplaced = where === "host" && context.sandboxed === true;
  return !isMisplaced && policy.toolsOf(context).decide(tool).allowed;
}
