import type { Reader } from "./entry.ts";
import { createFilter, type Filter } from "./filter.ts";
import { type Index, isPrefixed } from "./index-entries.ts";
import { phoneChannelId, readNumber } from "./phone.ts";
import { isPrincipalId } from "./text.ts";
import type { AllowlistMatch, Target } from "./types.ts";

/** Looks a sender up by id. `undefined`: no entry has it. */
export type IdMatcher = (target: Target) => AllowlistMatch | undefined;

/** How many answers are kept. Only listed senders get one, so strangers cannot push them out. */
const answersKept = 4096;

/** Ids compare exactly; on phone channels as numbers (SPEC R2.4). Blank ids are in no index. */
export function idMatcher(index: Index, reader: Reader): IdMatcher {
  // Whoever writes now will write again: their answer is at hand, and a match of theirs allocates nothing.
  const answers = new Map<string, AllowlistMatch>();
  const filter = filterFor(index);
  const byId = (id: string): AllowlistMatch | undefined => {
    const kept = answers.get(id);
    if (kept !== undefined) return kept;
    if (filter?.mayHold(id) === false) return undefined;
    const fresh = lookUp(index, id);
    if (fresh === undefined) return undefined;
    if (answers.size >= answersKept) answers.clear();
    answers.set(id, fresh);
    return fresh;
  };
  return reader.phones ? (target) => byNumber(byId, target, reader.addresses) : (target) => byId(target.id);
}

/** Short lists are in the processor's cache anyway. */
function filterFor({ plain, ids }: Index): Filter | undefined {
  return plain.size + ids.size < 1024 ? undefined : createFilter([plain, ids]);
}

function lookUp({ plain, ids }: Index, id: string): AllowlistMatch | undefined {
  if (plain.has(id)) return Object.freeze({ allowed: true, matchKey: id, matchSource: "id" });
  const text = ids.size === 0 ? undefined : ids.get(id);
  if (text === undefined) return undefined;
  const matchSource = isPrefixed(text) ? "prefixed-id" : "id";
  return Object.freeze({ allowed: true, matchKey: text, matchSource });
}

function byNumber(
  byId: (id: string) => AllowlistMatch | undefined,
  target: Target,
  addresses: boolean,
): AllowlistMatch | undefined {
  const id = phoneChannelId(target.id, addresses);
  const first = byId(id);
  // A number that the platform vouches for counts only where the id does not already say another one.
  if (first?.matchSource === "id" || id.startsWith("+") || typeof target.phone !== "string") return first;
  // No number makes somebody of a sender without an id.
  const phone = isPrincipalId(id) ? readNumber(target.phone) : undefined;
  const second = phone === undefined ? undefined : byId(phone);
  return second?.matchSource === "id" ? second : (first ?? second);
}
