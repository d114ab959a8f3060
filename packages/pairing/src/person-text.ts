import { formatPrincipal, type Principal } from "@moltbot/core";

/** A written identity, taken apart. */
export interface WrittenPerson {
  readonly channel: string;
  /** Absent: not said. */
  readonly account?: string;
  readonly id: string;
}

/** Reads `channel:id` and `channel/account:id`; anything else is `undefined`. Ids may hold more colons. */
export function readPerson(text: string): WrittenPerson | undefined {
  const [, channel, account, id] =
    /^([a-z][a-z0-9-]{0,31})(?:\/([^:\s]{1,128}))?:(\S{1,256})$/i.exec(text.trim()) ?? [];
  if (channel === undefined || id === undefined) return undefined;
  return { channel: channel.toLowerCase(), id, ...(account === undefined ? {} : { account }) };
}

const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const bareName = (name: string): string => asciiLower(name.startsWith("@") ? name.slice(1) : name);

/** Whether `text` names this person exactly: by id, `channel:id`, `channel/account:id`, or `@username` under ASCII case. */
export function namesPerson(text: string, person: { principal: Principal; username?: string }): boolean {
  const { channel, id } = person.principal;
  if (text === id || text === `${channel}:${id}` || text === formatPrincipal(person.principal)) return true;
  return (
    text.startsWith("@") &&
    text.length > 1 &&
    person.username !== undefined &&
    bareName(person.username) === bareName(text)
  );
}
