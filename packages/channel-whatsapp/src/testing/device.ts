import { silentLogger } from "@moltbot/core";
import {
  type AuthenticationCreds,
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  initAuthCreds,
  KEY_BUNDLE_TYPE,
  proto,
  type SignalDataSet,
  type SignalKeyStore,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from "@whiskeysockets/baileys";
import { createLibraryLogger } from "../baileys-log.ts";

/** The public keys of a device, from which others start a session with it. */
export interface Bundle {
  readonly registrationId: number;
  readonly identity: Uint8Array;
  readonly signedPreKey: { readonly keyId: number; readonly publicKey: Uint8Array; readonly signature: Uint8Array };
}

/** An encrypted message to one device. */
export interface Encrypted {
  readonly type: "pkmsg" | "msg";
  readonly ciphertext: Uint8Array;
}

/** A device of somebody on WhatsApp: real Signal keys and sessions, in memory. */
export interface Device {
  readonly creds: AuthenticationCreds;
  /** What others ask the server for. */
  bundleNode(jid: string): BinaryNode;
  encrypt(to: string, bundle: Bundle, message: proto.IMessage): Promise<Encrypted>;
  /** The next message to `to` starts a session anew. */
  startAnew(to: string): void;
  decrypt(from: string, encrypted: Encrypted): Promise<proto.Message>;
  encryptToGroup(
    group: string,
    self: string,
    message: proto.IMessage,
  ): Promise<{ readonly ciphertext: Uint8Array; readonly distribution: proto.IMessage }>;
  decryptFromGroup(group: string, from: string, ciphertext: Uint8Array): Promise<proto.Message>;
}

function memoryKeys(): SignalKeyStore {
  const records = new Map<string, unknown>();
  return {
    get(type, ids) {
      const found = ids.flatMap((id) => (records.has(`${type} ${id}`) ? [[id, records.get(`${type} ${id}`)]] : []));
      return Object.fromEntries(found);
    },
    set(data: SignalDataSet) {
      for (const [type, changes] of Object.entries(data)) {
        for (const [id, value] of Object.entries(changes ?? {})) {
          if (value === null) records.delete(`${type} ${id}`);
          else records.set(`${type} ${id}`, value);
        }
      }
    },
  };
}

const signalKey = (key: Uint8Array): Buffer => Buffer.concat([KEY_BUNDLE_TYPE, key]);

function identityNodes(creds: AuthenticationCreds): BinaryNode[] {
  return [
    { tag: "registration", attrs: {}, content: encodeBigEndian(creds.registrationId) },
    { tag: "type", attrs: {}, content: KEY_BUNDLE_TYPE },
    { tag: "identity", attrs: {}, content: creds.signedIdentityKey.public },
    xmppSignedPreKey(creds.signedPreKey),
  ];
}

/** A device that has met nobody. */
export function createDevice(): Device {
  const creds = initAuthCreds();
  const logger = createLibraryLogger(() => silentLogger, "test");
  const keys = addTransactionCapability(memoryKeys(), logger, { maxCommitRetries: 1, delayBetweenTriesMs: 0 });
  const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, logger, async () => []);
  const met = new Set<string>();
  let nextPreKey = 1;
  const read = (plain: Uint8Array): proto.Message => proto.Message.decode(unpadRandomMax16(plain));
  return {
    creds,
    bundleNode(jid) {
      const [id, pair] = [nextPreKey++, Curve.generateKeyPair()];
      void keys.set({ "pre-key": { [id]: pair } });
      return { tag: "user", attrs: { jid }, content: [...identityNodes(creds), xmppPreKey(pair, id)] };
    },
    async encrypt(to, bundle, message) {
      const identityKey = signalKey(bundle.identity);
      const known = `${to} ${identityKey.toString("hex")}`;
      if (!met.has(known)) {
        const { signedPreKey, registrationId } = bundle;
        const session = {
          registrationId,
          identityKey,
          signedPreKey: { ...signedPreKey, publicKey: signalKey(signedPreKey.publicKey) },
        };
        await signal.injectE2ESession({ jid: to, session });
        met.add(known);
      }
      return await signal.encryptMessage({ jid: to, data: encodeWAMessage(message) });
    },
    startAnew(to) {
      for (const known of met) if (known.startsWith(`${to} `)) met.delete(known);
    },
    async decrypt(from, { type, ciphertext }) {
      const message = read(await signal.decryptMessage({ jid: from, type, ciphertext }));
      const item = message.senderKeyDistributionMessage;
      if (item) await signal.processSenderKeyDistributionMessage({ item, authorJid: from });
      return message;
    },
    async encryptToGroup(group, self, message) {
      const data = encodeWAMessage(message);
      const { ciphertext, senderKeyDistributionMessage } = await signal.encryptGroupMessage({
        group,
        meId: self,
        data,
      });
      const item = { groupId: group, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage };
      return { ciphertext, distribution: { senderKeyDistributionMessage: item } };
    },
    decryptFromGroup: async (group, from, msg) =>
      read(await signal.decryptGroupMessage({ group, authorJid: from, msg })),
  };
}
