import { dateText } from "../flow/dates.ts";
import type { RulePlace } from "../policy/rule-place.ts";
import type { Gate } from "./explanation.ts";
import type { Scene } from "./verdict.ts";

/** What one gate looked at, in words, and where it stands. */
export type Fact = Pick<Gate, "says" | "place">;

/** What the store holds about a block. */
export function blockFact({ standing, now }: Pick<Scene, "standing" | "now">): Fact {
  const { block } = standing;
  if (block === undefined) return { says: "Nobody blocked them." };
  const over = block.expiresAt !== undefined && block.expiresAt <= now ? " That is over." : "";
  const end = block.expiresAt === undefined ? "with no end" : `until ${dateText(block.expiresAt)}`;
  const why = block.reason === undefined ? "" : `: ${block.reason}`;
  return { says: `${block.blockedBy} blocked them on ${dateText(block.blockedAt)}, ${end}${why}.${over}` };
}

/** The place of a fact, where it has one. */
export function at(place: RulePlace | undefined): { place?: RulePlace } {
  return place === undefined ? {} : { place };
}
