import { formatPrincipal, type Principal, principalKey } from "@moltbot/core";
import type { Profile } from "../store.ts";

/** One identity, and everything by which its traces are found. */
export interface Subject {
  readonly who: Principal;
  /** Keys of their sessions. */
  readonly sessions: readonly string[];
  /** Names that their votes and approvals carry. */
  readonly names: readonly string[];
  /** Texts that mean them and nobody else. */
  readonly marks: readonly string[];
  /** {@link marks}, and what others may share: a bare id, a name, a handle. */
  readonly words: readonly string[];
}

/** What is known of a person besides their key. */
export interface KnownAs {
  /** Every profile that is stored of them, the request's included. */
  readonly profiles?: readonly Profile[];
  /** Names of theirs that nobody else keeps, such as that of an identity link which ends with them. */
  readonly names?: readonly string[];
}

/** The keys of a person's sessions: their conversation, and the words with which they asked to be let in. */
export function sessionKeysOf(who: Principal): readonly string[] {
  const name = formatPrincipal(who);
  return [name, `greeting ${name}`];
}

/** The traces of an identity. Blank texts mean nobody, and are left out. */
export function subjectOf(who: Principal, { profiles = [], names = [] }: KnownAs = {}): Subject {
  const written = [formatPrincipal(who), formatPrincipal({ ...who, account: "default" })];
  const phones = profiles.map(({ phone }) => phone).filter((phone) => phone !== undefined && phone.length > 6);
  const marks = distinct([...written, `${who.channel}/${who.account}:${who.id}`, principalKey(who), ...phones]);
  const called = profiles.flatMap(({ displayName, username, phone }) => [displayName, username, phone]);
  return {
    who,
    sessions: sessionKeysOf(who),
    names: distinct([formatPrincipal({ ...who, account: "default" }), ...names]),
    marks,
    words: distinct([...marks, who.id, ...called, ...names]),
  };
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text): text is string => text !== undefined && text.trim() !== ""))];
}
