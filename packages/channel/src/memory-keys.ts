import { MoltbotError } from "@moltbot/core";
import type { ChannelKeys } from "./keys.ts";

interface Kept {
  owner: string | undefined;
  readonly kinds: Map<string, Map<string, Uint8Array>>;
}

/** {@link ChannelKeys} in this process: for tests and for bots that log in at every start. */
export function createMemoryChannelKeys(): ChannelKeys {
  const accounts = new Map<string, Kept>();
  const keptOf = (account: string): Kept => {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const fresh: Kept = { owner: undefined, kinds: new Map() };
    accounts.set(account, fresh);
    return fresh;
  };
  const owned = (account: string, owner: string): Kept => {
    const kept = keptOf(account);
    if (kept.owner === owner) return kept;
    throw new MoltbotError("conflict", `Another process speaks for ${account}.`);
  };
  return {
    async claim(account, owner) {
      const kept = keptOf(account);
      kept.owner ??= owner;
      return kept.owner === owner;
    },
    async release(account, owner) {
      const kept = keptOf(account);
      if (kept.owner === owner) kept.owner = undefined;
    },
    async read(account, kind, ids) {
      const records = keptOf(account).kinds.get(kind);
      const found = new Map<string, Uint8Array>();
      for (const id of ids) {
        const value = records?.get(id);
        if (value !== undefined) found.set(id, value);
      }
      return found;
    },
    async list(account, kind) {
      return new Map(keptOf(account).kinds.get(kind));
    },
    async write(account, owner, changes) {
      const { kinds } = owned(account, owner);
      for (const { kind, id, value } of changes) {
        const records = kinds.get(kind) ?? new Map<string, Uint8Array>();
        kinds.set(kind, records);
        if (value === undefined) records.delete(id);
        else records.set(id, Uint8Array.from(value));
      }
    },
    async clear(account, owner) {
      owned(account, owner).kinds.clear();
    },
  };
}
