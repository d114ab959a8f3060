import type { Address, Principal } from "@moltbot/core";
import type { Profile } from "../store.ts";
import { type ListedClaim, listClaims, noteClaim, type PinOutcome, pinEntry } from "./claims.ts";
import { type LinkOutcome, linkIdentities, type UnlinkOutcome, unlinkIdentity } from "./link.ts";
import type { IdentityOptions, Operator } from "./parts.ts";
import type { Pin } from "./store.ts";
import { type TagOutcome, tagIdentity } from "./tag.ts";

/**
 * What operators say about identities (SPEC R2.5): labels, links, and whom an entry means; and who claims to be whom.
 * Every verb writes its change and its audit together, and throws `unavailable` when the store does.
 */
export interface Identities {
  /** @throws MoltbotError `invalid` for a label that is none */
  tag(who: Address, labels: readonly string[], by: Operator): Promise<TagOutcome>;
  /** @throws MoltbotError `invalid` for a label that is none */
  untag(who: Address, labels: readonly string[], by: Operator): Promise<TagOutcome>;
  /** @throws MoltbotError `invalid` for a name that is none */
  link(identities: readonly Address[], by: Operator, o?: { name?: string }): Promise<LinkOutcome>;
  unlink(who: Address, by: Operator): Promise<UnlinkOutcome>;
  pin(who: Principal, entry: string, by: Operator): Promise<PinOutcome>;
  unpin(who: Principal, entry: string, by: Operator): Promise<PinOutcome>;
  /** Writes a claim down, unless it was just now. */
  claimed(who: Principal, entry: string, profile: Profile): Promise<void>;
  /** Claims that nobody confirmed, last seen first. */
  claims(o: { channel?: string; limit: number }): Promise<readonly ListedClaim[]>;
  /** Whom an entry of an account is tied to, or what is tied to a person. */
  pins(o: { channel: string; account: string; entry?: string; id?: string }): Promise<readonly Pin[]>;
}

/** The verbs on identities over any store. */
export function createIdentities(parts: IdentityOptions): Identities {
  return {
    tag: (who, labels, by) => tagIdentity(parts, { verb: "tag", who, labels, by }),
    untag: (who, labels, by) => tagIdentity(parts, { verb: "untag", who, labels, by }),
    link: (identities, by, o = {}) => linkIdentities(parts, { ...o, identities, by }),
    unlink: (who, by) => unlinkIdentity(parts, { who, by }),
    pin: (who, entry, by) => pinEntry(parts, { verb: "pin", who, entry, by }),
    unpin: (who, entry, by) => pinEntry(parts, { verb: "unpin", who, entry, by }),
    claimed: (who, entry, profile) => noteClaim(parts, { who, entry, profile }),
    claims: (o) => listClaims(parts, o),
    pins: (o) => parts.store.pins(o),
  };
}
