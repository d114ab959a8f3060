import { createHmac } from "node:crypto";
import {
  type Actor,
  canonicalJson,
  type DomainEvent,
  type EventOutcome,
  type JsonObject,
  newId,
  newToken,
  type Principal,
  type Random,
} from "@moltbot/core";
import { cleanObject, cleanText } from "./clean.ts";

/**
 * What a store keeps of one event. Every field but `personal`, `seq` and `hash` is a column of the log itself and is
 * hashed into the chain; `personal` is a row beside it that can be deleted; `seq` and `hash` are empty until sealed.
 */
export interface StoredAuditRow {
  /** Server-made `evt_…`, unique. */
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly outcome: EventOutcome;
  /** `person` (who: in {@link StoredPersonal}), `operator (cli)`, `system`. */
  readonly actor: string;
  readonly ref?: string;
  readonly reason?: string;
  readonly policy?: string;
  readonly data?: JsonObject;
  /** Binds the personal part without containing it: hex HMAC-SHA256 with a salt of this row. Absent: there is none. */
  readonly commitment?: string;
  /** Absent though there is a commitment: erased. */
  readonly personal?: StoredPersonal;
  /** Position in the chain, from 1. */
  readonly seq?: number;
  readonly hash?: string;
}

/** The part of an event that names people. Deleted as a whole, with its salt, when one of them is erased. */
export interface StoredPersonal {
  /** 32 random bytes, base64url: without it the commitment says nothing about who it was. */
  readonly salt: string;
  readonly actor?: Principal;
  readonly subject?: Principal;
  readonly personal?: JsonObject;
}

/**
 * Turns an event into the row to store: makes the id, splits what names people from the rest, takes secrets out and cuts
 * what is too long. `data` and `personal` come back as every JSON store returns them.
 */
export function toRow(event: DomainEvent, o: { random: Random }): StoredAuditRow {
  const personal = personalPart(event, newToken(o.random));
  return {
    id: newId("evt", { now: event.at, random: o.random }),
    at: event.at,
    event: cleanText(event.event, 64),
    outcome: event.outcome,
    actor: actorKind(event.actor),
    ...(event.ref === undefined ? {} : { ref: cleanText(event.ref, 128) }),
    ...(event.reason === undefined ? {} : { reason: cleanText(event.reason, 500) }),
    ...(event.policy === undefined ? {} : { policy: cleanText(event.policy, 128) }),
    ...(event.data === undefined ? {} : { data: cleanObject(event.data) }),
    ...(personal === undefined ? {} : { personal, commitment: commit(personal) }),
  };
}

/** The commitment of a personal part: hex HMAC-SHA256 over its canonical JSON, keyed with its salt. */
export function commit(part: StoredPersonal): string {
  const { salt, ...rest } = part;
  return createHmac("sha256", salt).update(canonicalJson(rest)).digest("hex");
}

function personalPart(event: DomainEvent, salt: string): StoredPersonal | undefined {
  const part: StoredPersonal = {
    salt,
    ...(event.actor.kind === "person" ? { actor: cleanPrincipal(event.actor.principal) } : {}),
    ...(event.subject === undefined ? {} : { subject: cleanPrincipal(event.subject) }),
    ...(event.personal === undefined ? {} : { personal: cleanObject(event.personal) }),
  };
  return Object.keys(part).length > 1 ? part : undefined;
}

const cleanPrincipal = (principal: Principal): Principal => ({
  channel: cleanText(principal.channel, 64),
  account: cleanText(principal.account, 128),
  id: cleanText(principal.id, 256),
});

const actorKind = (actor: Actor): string => (actor.kind === "operator" ? `operator (${actor.via})` : actor.kind);
