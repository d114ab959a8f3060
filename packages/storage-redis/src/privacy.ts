import { type Principal, principalKey, samePrincipal } from "@moltbot/core";
import type { Connection } from "./connection.ts";
import { type KeyKind, kindOf } from "./keys.ts";

/** One identity, and the texts that mean it and nobody else. */
export interface RedisSubject {
  readonly who: Principal;
  readonly marks: readonly string[];
}

/** Everything in Redis that names people. What is there besides expires within hours, and says nothing of anybody. */
export interface RedisTraces {
  readonly name: string;
  /** Keys, rows and entries that name them. */
  count(subject: RedisSubject): Promise<Readonly<Record<string, number>>>;
  erase(o: { readonly subject: RedisSubject }): Promise<Readonly<Record<string, number>>>;
}

const page = 500;

/** Looks at every key of this installation, a page at a time. */
export function createTraces(connection: Connection, prefix: string): RedisTraces {
  const walk = async (subject: RedisSubject, erase: boolean): Promise<Readonly<Record<string, number>>> => {
    const names = namer(subject);
    let found = 0;
    for await (const key of keysUnder(connection, prefix)) {
      const kind = kindOf(key.slice(prefix.length));
      if (names.text(key)) {
        found += 1;
        if (erase) await connection.command((redis) => redis.del(key));
      } else if (kind !== undefined) found += await inside[kind.holds](connection, key, { names, erase });
    }
    return found === 0 ? {} : { redis: found };
  };
  return {
    name: "redis",
    count: (subject) => walk(subject, false),
    erase: ({ subject }) => walk(subject, true),
  };
}

async function* keysUnder(connection: Connection, prefix: string): AsyncIterable<string> {
  const pattern = `${prefix.replace(/[\\*?[\]]/g, "\\$&")}*`;
  let cursor = "0";
  do {
    const [next, keys] = await connection.command((redis) => redis.scan(cursor, "MATCH", pattern, "COUNT", page));
    yield* keys;
    cursor = next;
  } while (cursor !== "0");
}

interface Look {
  readonly names: Namer;
  readonly erase: boolean;
}

const inside: Readonly<Record<KeyKind["holds"], (connection: Connection, key: string, o: Look) => Promise<number>>> = {
  nothing: async () => 0,
  async row(connection, key, { names, erase }) {
    const row = await connection.command((redis) => redis.get(key));
    if (row === null || !names.row(row)) return 0;
    if (erase) await connection.command((redis) => redis.del(key));
    return 1;
  },
  async rows(connection, key, { names, erase }) {
    const fields = await connection.command((redis) => redis.hgetall(key));
    const theirs = Object.keys(fields).filter((field) => names.row(fields[field] ?? ""));
    if (erase && theirs.length > 0) {
      await connection.command((redis) => redis.hdel(key, ...theirs));
      // A copy that is being made from what was read before is thrown away.
      await connection.command((redis) => redis.hincrby(key, "#revision", 1));
    }
    return theirs.length;
  },
  async entries(connection, key, { names, erase }) {
    let from = "-";
    let found = 0;
    for (;;) {
      const start = from;
      const entries = await connection.command((redis) => redis.xrange(key, start, "+", "COUNT", page));
      const theirs = entries.filter(([, fields]) => fields.some((field) => names.row(field))).map(([id]) => id);
      if (erase && theirs.length > 0) await connection.command((redis) => redis.xdel(key, ...theirs));
      found += theirs.length;
      const last = entries.at(-1);
      if (last === undefined || entries.length < page) return found;
      from = `(${last[0]}`;
    }
  },
};

interface Namer {
  /** Whether a key names them. */
  text(text: string): boolean;
  /** Whether stored JSON, with or without a version before it, names them anywhere. */
  row(row: string): boolean;
}

function namer({ who, marks }: RedisSubject): Namer {
  const forms = [...marks, principalKey(who)].flatMap((mark) => [mark, JSON.stringify(mark).slice(1, -1)]);
  const words = [...new Set(forms)].map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "iu");
  const inValue = (value: unknown): boolean => {
    if (typeof value === "string") return pattern.test(value);
    if (typeof value !== "object" || value === null) return false;
    return isPrincipal(value, who) || Object.values(value).some(inValue);
  };
  return {
    text: (text) => pattern.test(text),
    row(row) {
      try {
        return inValue(JSON.parse(row.replace(/^\d+:/, "")));
      } catch {
        return pattern.test(row);
      }
    },
  };
}

function isPrincipal(value: object, who: Principal): boolean {
  const { channel, account, id } = value as Partial<Principal>;
  if (channel === undefined || account === undefined || id === undefined) return false;
  return samePrincipal({ channel, account, id }, who);
}
