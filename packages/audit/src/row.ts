import { type Actor, type DomainEvent, newId, newToken, type Principal, type Random } from "@moltbot/core";
import { cleanObject, cleanText } from "./clean.ts";
import { digestRow, type LoggedRow } from "./digest.ts";
import { commit, type StoredPersonal } from "./personal.ts";
import { part, type Withheld } from "./withhold.ts";

/** What a store keeps of one event. `personal` can be deleted part by part; `seq` and `hash` are empty until sealed. */
export interface StoredAuditRow extends LoggedRow {
  /** {@link digestRow} of what is hashed for good, made with the row. Rows of the first form have none. */
  readonly digest?: string;
  /** Absent though there is a commitment: erased. */
  readonly personal?: StoredPersonal;
  /** Position in the chain, from 1. */
  readonly seq?: number;
  readonly hash?: string;
}

/**
 * Turns an event into the row to store: makes the id, splits what names or could name people from the rest (see {@link part}), takes secrets out and cuts
 * what is too long. `data` and `personal` come back as every JSON store returns them.
 */
export function toRow(event: DomainEvent, o: { random: Random }): StoredAuditRow {
  const { logged, withheld } = part(event, {
    ...(event.ref === undefined ? {} : { ref: cleanText(event.ref, 128) }),
    ...(event.reason === undefined ? {} : { reason: cleanText(event.reason, 500) }),
    ...(event.data === undefined ? {} : { data: cleanObject(event.data) }),
  });
  const personal = personalPart(event, withheld, newToken(o.random));
  const row = {
    id: newId("evt", { now: event.at, random: o.random }),
    at: Math.round(event.at),
    event: cleanText(event.event, 64),
    outcome: event.outcome,
    actor: actorKind(event.actor),
    ...logged,
    ...(event.policy === undefined ? {} : { policy: cleanText(event.policy, 128) }),
    ...(personal === undefined ? {} : { commitment: commit(personal) }),
  };
  return { ...row, digest: digestRow(row), ...(personal === undefined ? {} : { personal }) };
}

function personalPart(event: DomainEvent, withheld: Withheld | undefined, salt: string): StoredPersonal | undefined {
  const part: StoredPersonal = {
    salt,
    ...(event.actor.kind === "person" ? { actor: cleanPrincipal(event.actor.principal) } : {}),
    ...(event.subject === undefined ? {} : { subject: cleanPrincipal(event.subject) }),
    ...(event.personal === undefined ? {} : { personal: cleanObject(event.personal) }),
    ...(withheld === undefined ? {} : { withheld }),
  };
  return Object.keys(part).length > 1 ? part : undefined;
}

const cleanPrincipal = (principal: Principal): Principal => ({
  channel: cleanText(principal.channel, 64),
  account: cleanText(principal.account, 128),
  id: cleanText(principal.id, 256),
});

const actorKind = (actor: Actor): string => (actor.kind === "operator" ? `operator (${actor.via})` : actor.kind);
