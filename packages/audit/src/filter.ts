import { MoltbotError, type Principal, plainText } from "@moltbot/core";
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

/** The `event` of a query, read: a name with a dot (one event), a name without (an area), or the texts between the `*`. */
export type EventFilter = { readonly name: string } | { readonly pattern: readonly string[] };

/**
 * Reads the `event` of a query: `pairing.approved`, an area (`pairing`: all of `pairing.…`), or a pattern in which each `*`
 * stands for any text (`pairing.*`, `*.refused`).
 * @throws MoltbotError `invalid`
 */
export function readEvent(text: string): EventFilter {
  const event = text.trim();
  if (!/^[a-z0-9_.*-]{1,64}$/i.test(event)) {
    throw new MoltbotError("invalid", `"${plainText(text, 64)}" names no event`, {
      hint: "Write a name (pairing.approved), an area (pairing) or a pattern (*.refused).",
    });
  }
  if (!event.includes("*")) return { name: event };
  const area = /^([a-z0-9_-]+)\.\*$/i.exec(event)?.[1];
  return area === undefined ? { pattern: event.split(/\*+/) } : { name: area };
}

/** Whether an event fits; what a store's own search has to agree with. */
export function isEvent(filter: EventFilter, event: string): boolean {
  if ("name" in filter) {
    return event === filter.name || (!filter.name.includes(".") && event.startsWith(`${filter.name}.`));
  }
  const [first = "", ...rest] = filter.pattern;
  const last = rest.pop() ?? "";
  if (!event.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = event.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return event.length - last.length >= at && event.endsWith(last);
}

/** Records a page. */
export function pageSize(limit: number | undefined): number {
  return Math.min(Math.max(1, Math.floor(limit ?? 100)), 1000);
}

/** A query whose fields were checked. */
export interface ReadQuery {
  readonly person?: PersonFilter;
  readonly event?: EventFilter;
  readonly since?: number;
  readonly until?: number;
}

/**
 * Checks the filters of a query.
 * @throws MoltbotError `invalid`, naming the filter that cannot be meant
 */
export function readQuery({ user, event, since, until }: AuditQuery): ReadQuery {
  for (const [name, at] of Object.entries({ since, until })) {
    if (at !== undefined && !(Math.abs(at) <= 8.64e15)) {
      throw new MoltbotError("invalid", `${name} is not a time`, { hint: "Give milliseconds since 1970." });
    }
  }
  if (since !== undefined && until !== undefined && since >= until) {
    throw new MoltbotError("invalid", "since is not before until: nothing can lie between", {
      hint: "Exchange the two, or leave one out.",
    });
  }
  return {
    ...(user === undefined ? {} : { person: readPerson(user) }),
    ...(event === undefined ? {} : { event: readEvent(event) }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

const isPerson = (filter: PersonFilter, who: Principal | undefined): boolean =>
  who !== undefined &&
  who.channel === filter.channel &&
  who.id === filter.id &&
  (filter.account === undefined || who.account === filter.account);

/**
 * The test that a row has to pass: what a store's own search has to agree with.
 * @throws MoltbotError `invalid`, see {@link readQuery}
 */
export function rowFilter(query: AuditQuery): (row: StoredAuditRow) => boolean {
  const { person, event, since, until } = readQuery(query);
  return (row) => {
    if (event !== undefined && !isEvent(event, row.event)) return false;
    if (since !== undefined && row.at < since) return false;
    if (until !== undefined && row.at >= until) return false;
    return person === undefined || isPerson(person, row.personal?.actor) || isPerson(person, row.personal?.subject);
  };
}
