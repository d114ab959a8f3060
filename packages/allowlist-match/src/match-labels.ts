import { type Index, isPrefixed } from "./index-entries.ts";
import { type LabelKeys, labelKeys } from "./label-keys.ts";
import type { MatchSource } from "./sources.ts";
import { isPrincipalId } from "./text.ts";
import type { AllowlistMatch, Target } from "./types.ts";

/** Looks a sender up by what they call themselves. `undefined`: no entry names them. */
export type LabelMatcher = (target: Target) => AllowlistMatch | undefined;

/** The six sources that a sender can choose, in the order of SPEC R2.2; `undefined` when the list holds none of them. */
export function labelMatcher(index: Index): LabelMatcher | undefined {
  const names = labelKeys(index.names);
  const usernames = labelKeys(index.usernames);
  const tags = index.tags === index.usernames ? usernames : labelKeys(index.tags);
  const emails = labelKeys(index.emails);
  if ((names ?? tags ?? usernames ?? emails) === undefined) return undefined;
  return (target) => {
    const match =
      found(findIn(names, target.name), "name", "prefixed-name") ??
      found(findTag(tags, target.tags), "tag", "prefixed-tag") ??
      found(findUser(usernames, emails, target), "username", "prefixed-user");
    return match !== undefined && isPrincipalId(target.id) ? match : undefined;
  };
}

function findIn(keys: LabelKeys | undefined, text: unknown): string | undefined {
  return keys === undefined || typeof text !== "string" ? undefined : keys.find(text);
}

/** Platforms write handles with or without the `@`. */
function findHandle(keys: LabelKeys | undefined, text: unknown): string | undefined {
  return keys === undefined || typeof text !== "string" ? undefined : keys.find(text, text.startsWith("@") ? 1 : 0);
}

function findTag(keys: LabelKeys | undefined, tags: unknown): string | undefined {
  if (keys === undefined || !Array.isArray(tags)) return undefined;
  return best(tags.map((tag) => findHandle(keys, tag)));
}

function findUser(usernames: LabelKeys | undefined, emails: LabelKeys | undefined, target: Target): string | undefined {
  const byHandle = findHandle(usernames, target.username);
  const byEmail = findIn(emails, target.email);
  return byEmail === undefined ? byHandle : best([byHandle, byEmail]);
}

/** Of several entries that name one sender the strongest, then the smallest, so that their order plays no part. */
function best(found: readonly (string | undefined)[]): string | undefined {
  const texts = found.filter((text) => text !== undefined);
  const bare = texts.filter((text) => !isPrefixed(text));
  return (bare.length > 0 ? bare : texts).toSorted()[0];
}

function found(text: string | undefined, bare: MatchSource, prefixed: MatchSource): AllowlistMatch | undefined {
  if (text === undefined) return undefined;
  return { allowed: true, matchKey: text, matchSource: isPrefixed(text) ? prefixed : bare };
}
