import type { DomainEvent, JsonObject, Principal } from "@moltbot/core";
import type { Erasure, ErasureMode, Tally } from "./erasure.ts";
import type { KnownAs, Subject } from "./subject.ts";

/** One line of an export, and the section that it stands in. */
export interface ExportRow {
  readonly section: string;
  readonly row: JsonObject;
}

/** Somewhere that traces of people are kept. Everything may be done twice, and by two processes at once. */
export interface PersonalPlace {
  /** Unique among the places of a program: the journal remembers it. */
  readonly name: string;
  /** What {@link erase} would take or change now. Changes nothing. */
  count(subject: Subject, mode: ErasureMode): Promise<Tally>;
  /** Takes everything of the person away, or puts the label in their place; says how much. */
  erase(erasure: Erasure): Promise<Tally>;
  /** The sections of an export that it fills. */
  readonly sections?: readonly string[];
  /** What a section says about them, a row at a time, never more than a page of it in memory. Names nobody else. */
  export?(section: string, subject: Subject): AsyncIterable<JsonObject>;
}

/** What to erase. */
export interface ErasureWish {
  readonly id: string;
  readonly mode: ErasureMode;
  readonly who: Principal;
  readonly label: string;
  readonly now: number;
  readonly by: Erasure["by"];
  readonly names: readonly string[];
}

/**
 * Keeps erasures until they are done, so that one survives a crash. While one runs, nothing new is written about its
 * person: messages of theirs are dropped, and changes about them end in a conflict.
 */
export interface ErasureJournal {
  /** Everything by which the traces of a person are found. */
  subject(who: Principal, known?: KnownAs): Promise<Subject>;
  /** Starts an erasure, or gives back the one of this person that runs already. A block in force becomes a keyed hash. */
  begin(wish: ErasureWish): Promise<Erasure>;
  /** Those that are not done, oldest first. */
  running(): Promise<readonly Erasure[]>;
  /** Takes one over for this process, unless another live process has it. */
  claim(id: string): Promise<Erasure | undefined>;
  /** Remembers that a place is clean, and what went there. */
  mark(id: string, place: string, tally: Tally): Promise<void>;
  /**
   * Looks once more at everything in this store, then ends the erasure with its events, forgets who it was about, and
   * lets them write again: one transaction. Does nothing about one that ended. Returns all that went.
   */
  finish(id: string, o: { now: number; events: (tally: Tally) => readonly DomainEvent[] }): Promise<Tally>;
  /** How many other live processes use this store. */
  others(): Promise<number>;
  /** Whether a keyed hash keeps this person out. */
  suppressed(who: Principal): Promise<boolean>;
}
