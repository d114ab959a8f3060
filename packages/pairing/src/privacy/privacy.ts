import type { Principal } from "@moltbot/core";
import type { Erasure, ErasureMode, Tally } from "./erasure.ts";

/** Whose data: one identity. */
export interface PersonWish {
  readonly who: Principal;
  /** Names of theirs that nobody else keeps: see `KnownAs`. */
  readonly names?: readonly string[];
}

/** What to erase, and who says so. */
export interface EraseWish extends PersonWish {
  readonly mode: ErasureMode;
  readonly by: Erasure["by"];
}

/** What would go. */
export interface ErasurePreview {
  readonly who: Principal;
  readonly tally: Tally;
  /** They are blocked, and a keyed hash would go on keeping them out. */
  readonly blocked: boolean;
}

/** What came of an erasure. */
export type EraseOutcome =
  | {
      readonly status: "erased";
      readonly id: string;
      readonly tally: Tally;
      readonly blocked: boolean;
      readonly pseudonym?: string;
    }
  /** Nothing is kept about them. */
  | { readonly status: "unchanged"; readonly blocked: boolean }
  /** The configuration names them, at these paths: erasing them would undo what it says. */
  | { readonly status: "forbidden"; readonly because: "owner"; readonly paths: readonly string[] };

/** Exports and erases people (SPEC R9.4). Every method throws `unavailable` when a store does; an erasure that began goes on later. */
export interface Privacy {
  preview(wish: PersonWish & { readonly mode: ErasureMode }): Promise<ErasurePreview>;
  erase(wish: EraseWish): Promise<EraseOutcome>;
  /** Ends what a crash interrupted; says how many. */
  resume(): Promise<number>;
  /** The export document of `docs/privacy.md`, as pieces of text, in bounded memory; `without` leaves sections out. Written to the audit log, with counts. */
  export(
    people: readonly PersonWish[],
    by: Erasure["by"],
    o?: { readonly without?: readonly string[] },
  ): AsyncIterable<string>;
}
