import type { ChannelKeys, KeyChange } from "@moltbot/channel";
import { BufferJSON } from "@whiskeysockets/baileys";
import { createSeal, type Seal } from "./seal.ts";

/** One change of a sealed record; without `value` the record goes. */
export interface VaultChange {
  readonly kind: string;
  readonly id: string;
  readonly value?: unknown;
}

/** The sealed records of one account, as values. One owner writes; what it read stays in memory. */
export interface Vault {
  /** @throws MoltbotError `invalid` when the records were sealed with another key */
  verify(): Promise<void>;
  load(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  loadAll(kind: string): Promise<readonly unknown[]>;
  /** All or none, in the order of the calls. */
  save(changes: readonly VaultChange[]): Promise<void>;
  clear(): Promise<void>;
}

/** What a vault is opened with. */
export interface VaultOptions {
  readonly keys: ChannelKeys;
  readonly secretKey: Uint8Array;
  /** Channel and account: `whatsapp:default`. */
  readonly account: string;
  readonly owner: string;
}

const mostCached = 5000;
/** A record that tells whether the key is the right one: under another key, the names of all others differ. */
const check = { kind: "seal", name: "check", text: "{}" } as const;

interface Named {
  readonly kind: string;
  readonly name: string;
  readonly text: string | undefined;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value, BufferJSON.replacer);
}

function sealed(seal: Seal, changes: readonly Named[]): KeyChange[] {
  return changes.map(({ kind, name, text }) =>
    text === undefined ? { kind, id: name } : { kind, id: name, value: seal.seal(kind, name, text) },
  );
}

/** The names of records; the few of a conversation are asked for with every message. */
function createNames(seal: Seal): Seal["name"] {
  const names = new Map<string, string>();
  return (kind, id) => {
    const known = names.get(`${kind} ${id}`);
    if (known !== undefined) return known;
    if (names.size >= mostCached) names.clear();
    const name = seal.name(kind, id);
    names.set(`${kind} ${id}`, name);
    return name;
  };
}

/** @throws MoltbotError `invalid` for a key that cannot seal */
export function createVault({ keys, secretKey, account, owner }: VaultOptions): Vault {
  const seal = createSeal(secretKey, account);
  // As text: whoever gets a value may change it.
  const cache = new Map<string, string>();
  const nameOf = createNames(seal);
  let saving: Promise<unknown> = Promise.resolve();
  let checked = false;
  const parse = (text: string): unknown => JSON.parse(text, BufferJSON.reviver);
  const remember = (kind: string, name: string, text: string): void => {
    if (cache.size >= mostCached) cache.clear();
    cache.set(`${kind} ${name}`, text);
  };
  return {
    async verify() {
      for (const [name, sealed] of await keys.list(account, check.kind)) seal.open(check.kind, name, sealed);
    },
    async load(kind, ids) {
      const found = new Map<string, unknown>();
      const missing = new Map<string, string>();
      for (const id of ids) {
        const name = nameOf(kind, id);
        const text = cache.get(`${kind} ${name}`);
        if (text === undefined) missing.set(name, id);
        else found.set(id, parse(text));
      }
      if (missing.size === 0) return found;
      for (const [name, sealed] of await keys.read(account, kind, [...missing.keys()])) {
        const text = seal.open(kind, name, sealed);
        remember(kind, name, text);
        found.set(missing.get(name) ?? "", parse(text));
      }
      return found;
    },
    async loadAll(kind) {
      const records = await keys.list(account, kind);
      return [...records].map(([name, sealed]) => parse(seal.open(kind, name, sealed)));
    },
    save(changes) {
      const texts = changes.map(({ kind, id, value }) => ({ kind, name: nameOf(kind, id), text: textOf(value) }));
      const write = async (): Promise<void> => {
        await keys.write(account, owner, sealed(seal, checked ? texts : [check, ...texts]));
        checked = true;
        for (const { kind, name, text } of texts) {
          if (text === undefined) cache.delete(`${kind} ${name}`);
          else remember(kind, name, text);
        }
      };
      const mine = saving.then(write, write);
      saving = mine.catch(() => undefined);
      return mine;
    },
    async clear() {
      await saving;
      cache.clear();
      checked = false;
      await keys.clear(account, owner);
    },
  };
}
