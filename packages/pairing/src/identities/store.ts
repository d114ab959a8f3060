import type { Address, CommitResult, DomainEvent, Principal } from "@moltbot/core";

/** A label that an operator gave an identity, on every account of its channel (SPEC R2.5). */
export interface Label {
  readonly identity: Address;
  /** Without `@`. */
  readonly label: string;
  readonly givenAt: number;
  readonly givenBy: string;
}

/** Identities that an operator said are one person. */
export interface LinkedPerson {
  /** Random: names and identities come and go. */
  readonly id: string;
  readonly name?: string;
  /** At least two. Each belongs to one person at most. */
  readonly identities: readonly Address[];
  readonly linkedAt: number;
  readonly linkedBy: string;
}

/** Somebody who is called what an entry of `allowFrom` names (DESIGN "Claims"). Names are untrusted text. */
export interface Claim {
  readonly principal: Principal;
  /** The entry as the config writes it. */
  readonly entry: string;
  readonly displayName?: string;
  readonly username?: string;
  readonly firstAt: number;
  readonly lastAt: number;
  /** How often it was noted: at most once in ten minutes. */
  readonly times: number;
}

/** An entry of `allowFrom` that now means a stable id: an approval said that this is the one. */
export interface Pin {
  readonly principal: Principal;
  readonly entry: string;
  readonly pinnedAt: number;
  readonly pinnedBy: readonly string[];
  /** The request that led here, or `forced` when an operator pinned it without one. */
  readonly via: string;
}

/** Every label and link. Operators made them, so they are few. */
export interface Said {
  /** Another number after every change of labels and links. */
  readonly revision: number;
  readonly labels: readonly Label[];
  readonly people: readonly LinkedPerson[];
}

/** Ties an entry to an id; the claim goes. Changes nothing when it is tied to that id already. */
export interface PinChange {
  readonly type: "pin";
  readonly pin: Pin;
}

/** The changes of one operation on identities, applied in order. Removing what is not there is no conflict. */
export type IdentityChange =
  | PinChange
  | { readonly type: "unpin"; readonly principal: Principal; readonly entry: string }
  | { readonly type: "put-label"; readonly label: Label }
  | { readonly type: "remove-label"; readonly identity: Address; readonly label: string }
  /** Makes a person, or replaces the one with that id. */
  | { readonly type: "put-person"; readonly person: LinkedPerson }
  | { readonly type: "remove-person"; readonly id: string }
  /** Makes the row, or counts it once more; `keep`: rows of that account, the ones seen last. */
  | {
      readonly type: "claim";
      readonly claim: Pick<Claim, "principal" | "entry" | "displayName" | "username"> & { readonly at: number };
      readonly keep: number;
    };

/** What one operation writes: all of it or nothing. */
export interface IdentityCommit {
  readonly changes: readonly IdentityChange[];
  readonly events: readonly DomainEvent[];
  /** What labels and links were read at: conflict when they changed since. Needed for changes of those. */
  readonly revision?: number;
}

/** Where it is kept what operators say about identities, and who claims to be whom. */
export interface IdentityStore {
  /** What a message of this person needs to know, in one round trip. `pins`: the entries that are tied to them. */
  look(who: Principal): Promise<{ readonly revision: number; readonly pins: readonly string[] }>;
  said(): Promise<Said>;
  /** Claims, last seen first. */
  claims(query: { readonly channel?: string; readonly limit: number }): Promise<readonly Claim[]>;
  /** Pins, oldest first: those of an account, of one entry there, of one id there. */
  pins(query: {
    readonly channel: string;
    readonly account: string;
    readonly entry?: string;
    readonly id?: string;
  }): Promise<readonly Pin[]>;
  commit(commit: IdentityCommit): Promise<CommitResult>;
}
