import type { Reader } from "./entry.ts";
import { type Index, isPrefixed } from "./index-entries.ts";
import { phoneChannelId, readNumber } from "./phone.ts";
import type { AllowlistMatch, Target } from "./types.ts";

/** Looks a sender up by id. `undefined`: no entry has it. */
export type IdMatcher = (target: Target) => AllowlistMatch | undefined;

/** Ids compare exactly; on phone channels as numbers (SPEC R2.4). Blank ids are in no index. */
export function idMatcher({ plain, ids }: Index, reader: Reader): IdMatcher {
  const rewritten = ids.size > 0;
  const byId = (id: string): AllowlistMatch | undefined => {
    if (plain.has(id)) return { allowed: true, matchKey: id, matchSource: "id" };
    const text = rewritten ? ids.get(id) : undefined;
    if (text === undefined) return undefined;
    return { allowed: true, matchKey: text, matchSource: isPrefixed(text) ? "prefixed-id" : "id" };
  };
  return reader.phones ? (target) => byNumber(byId, target, reader.addresses) : (target) => byId(target.id);
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
  const phone = readNumber(target.phone);
  const second = phone === undefined ? undefined : byId(phone);
  return second?.matchSource === "id" ? second : (first ?? second);
}
