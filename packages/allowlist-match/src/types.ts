import type { MatchSource } from "./sources.ts";

/** The answer: whether a list names a sender, and by which entry (SPEC R0.5). */
export interface AllowlistMatch {
  readonly allowed: boolean;
  /** The entry that matched, as the operator wrote it, without surrounding white space. */
  readonly matchKey?: string;
  readonly matchSource?: MatchSource;
}

/** Who is asking. Everything but `id`, and `phone` and `email` where the platform verified them, can be chosen by anyone. */
export interface Target {
  /** The platform's stable id, as a string. Blank means nobody. */
  readonly id: string;
  /** Display name. */
  readonly name?: string;
  /** Handle, with or without its `@`. */
  readonly username?: string;
  readonly tags?: readonly string[];
  /** E.164, only if the platform verified it. Read on phone channels, when `id` is not itself a number. */
  readonly phone?: string;
  /** Only if the platform verified it. Counts as `username`: addresses are reassigned. */
  readonly email?: string;
}

/**
 * What one entry is worth: `live` grants by id, `mutable` names something that anyone can call themselves,
 * `dead` is well formed but can match nobody here, `invalid` cannot be read.
 */
export type EntryStatus = "live" | "mutable" | "dead" | "invalid";

/** What became of one entry (SPEC R2.5: doctor lists the dead and risky ones). */
export interface EntryReport {
  /** Position in the list, from 0. */
  readonly index: number;
  /** The entry's text; for anything but text and whole numbers, its type in angle brackets. */
  readonly entry: string;
  readonly status: EntryStatus;
  /** The best source it can match by, if it can. */
  readonly source?: MatchSource;
  /** Why it is not `live`, as one sentence. */
  readonly reason?: string;
  /** What to write instead, as one sentence. */
  readonly instead?: string;
}

/** A list, indexed: a match costs the same for ten entries and for a million (SPEC R2.6). */
export interface CompiledAllowlist {
  /** Never throws. */
  match(target: Target): AllowlistMatch;
  /** One report per entry, in list order. Made on first use. */
  readonly entries: readonly EntryReport[];
}
