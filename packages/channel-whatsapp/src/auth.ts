import type {
  AuthenticationCreds,
  AuthenticationState,
  SignalDataSet,
  SignalDataTypeMap,
} from "@whiskeysockets/baileys";
import { initAuthCreds, proto } from "@whiskeysockets/baileys";
import type { Vault, VaultChange } from "./vault.ts";

/** Credentials and Signal keys of one connection, in the form that Baileys takes. */
export interface Auth {
  readonly state: AuthenticationState;
  /** Stores the credentials with the next keys, and by themselves at once. Rejects when that fails. */
  credsChanged(): Promise<void>;
}

const place = { kind: "creds", id: "creds" } as const;

/** Whether a phone has confirmed this device. Before, the credentials are worth nothing and are not stored. */
export function isLinked(creds: AuthenticationCreds): boolean {
  return creds.account !== undefined && creds.account !== null && creds.me?.id !== undefined;
}

/** The stored credentials of a linked account. */
export async function loadCreds(vault: Vault): Promise<AuthenticationCreds | undefined> {
  const creds = (await vault.load(place.kind, [place.id])).get(place.id);
  return creds === undefined ? undefined : (creds as AuthenticationCreds);
}

function revived<T extends keyof SignalDataTypeMap>(type: T, value: unknown): SignalDataTypeMap[T] {
  const plain = value as SignalDataTypeMap[T];
  if (type !== "app-state-sync-key") return plain;
  return proto.Message.AppStateSyncKeyData.fromObject(value as object) as unknown as SignalDataTypeMap[T];
}

function changesOf(data: SignalDataSet): VaultChange[] {
  return Object.entries(data).flatMap(([kind, records]) =>
    Object.entries(records ?? {}).map(([id, value]) => (value === null ? { kind, id } : { kind, id, value })),
  );
}

/**
 * Every set of keys is one write, and carries the credentials when they changed: the number of the next key and that
 * key are never apart. `failed` hears of every read and write that did not work; the connection must end then.
 */
export function createAuth(vault: Vault, creds: AuthenticationCreds, failed: (error: unknown) => void): Auth {
  let dirty = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  const save = async (changes: VaultChange[]): Promise<void> => {
    if (dirty && isLinked(creds)) {
      dirty = false;
      changes.push({ ...place, value: creds });
    }
    if (changes.length > 0) await guarded(() => vault.save(changes));
  };
  return {
    state: {
      creds,
      keys: {
        async get(type, ids) {
          const values = await guarded(() => vault.load(type, ids));
          return Object.fromEntries([...values].map(([id, value]) => [id, revived(type, value)]));
        },
        set: (data) => save(changesOf(data)),
      },
    },
    async credsChanged() {
      dirty = true;
      // What runs in the same turn comes first: new keys and the credentials that count them are one write.
      await Promise.resolve();
      await save([]);
    },
  };
}

/** Credentials of a device that no phone knows yet. */
export function freshCreds(): AuthenticationCreds {
  return initAuthCreds();
}
