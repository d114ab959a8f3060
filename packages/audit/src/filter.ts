import { MoltbotError, type Principal } from "@moltbot/core";
import type { AuditQuery } from "./log.ts";
import type { StoredAuditRow } from "./row.ts";

/** A person as a filter names them; without an account, on every account of the channel. */
export interface PersonFilter {
  readonly channel: string;
  readonly account?: string;
  readonly id: string;
}

/**
 * Reads the `user` of a query: `channel:id` or `channel/account:id`.
 * @throws MoltbotError `invalid`
 */
export function readPerson(text: string): PersonFilter {
  const [, channel, account, id] = /^([a-z][a-z0-9-]*)(?:\/([^:]+))?:(.+)$/is.exec(text.trim()) ?? [];
  if (channel === undefined || id === undefined) {
    throw new MoltbotError("invalid", `"${text.slice(0, 80)}" is not an identity`, {
      hint: "Write channel:id, e.g. telegram:123456789.",
    });
  }
  return { channel: channel.toLowerCase(), id, ...(account === undefined ? {} : { account }) };
}

/** Records a page. */
export function pageSize(limit: number | undefined): number {
  return Math.min(Math.max(1, Math.floor(limit ?? 100)), 1000);
}

const isPerson = (filter: PersonFilter, who: Principal | undefined): boolean =>
  who !== undefined &&
  who.channel === filter.channel &&
  who.id === filter.id &&
  (filter.account === undefined || who.account === filter.account);

/**
 * The test that a row has to pass: what a store's own search has to agree with.
 * @throws MoltbotError `invalid` when `user` is no identity
 */
export function rowFilter(query: AuditQuery): (row: StoredAuditRow) => boolean {
  const { event, since, until, user } = query;
  const person = user === undefined ? undefined : readPerson(user);
  return (row) => {
    if (event !== undefined && row.event !== event && !row.event.startsWith(`${event}.`)) return false;
    if (since !== undefined && row.at < since) return false;
    if (until !== undefined && row.at >= until) return false;
    return person === undefined || isPerson(person, row.personal?.actor) || isPerson(person, row.personal?.subject);
  };
}
