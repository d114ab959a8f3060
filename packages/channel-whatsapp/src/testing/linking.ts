import { createHmac, randomBytes } from "node:crypto";
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
} from "@whiskeysockets/baileys";
import type { Client } from "./client.ts";
import type { Bundle, Device } from "./device.ts";
import { bytesOf, child, result, server } from "./nodes.ts";

/** A device that the bot's phone has linked. */
export interface LinkedDevice {
  readonly noiseKey: Buffer;
  readonly jid: string;
  readonly bundle: Bundle;
}

/** A device that asks to be linked. */
export interface Candidate {
  readonly client: Client;
  readonly refs: readonly string[];
  /** How a code pairing begins. */
  hello?: BinaryNode;
}

/** The public keys that an unknown device brings. */
export function bundleOf({ client }: Candidate): Bundle {
  const data = client.hello?.payload.devicePairingData;
  const number = (bytes: Uint8Array | null | undefined): number =>
    Buffer.from(bytes ?? [0]).readUIntBE(0, bytes?.length ?? 1);
  return {
    registrationId: number(data?.eRegid),
    identity: data?.eIdent ?? new Uint8Array(),
    signedPreKey: {
      keyId: number(data?.eSkeyId),
      publicKey: data?.eSkeyVal ?? new Uint8Array(),
      signature: data?.eSkeySig ?? new Uint8Array(),
    },
  };
}

/** What the server says to a device that nobody knows. */
export function greet(refs: readonly string[]): BinaryNode {
  const content = refs.map((ref) => ({ tag: "ref", attrs: {}, content: Buffer.from(ref) }));
  return {
    tag: "iq",
    attrs: { id: `pair-${refs[0]}`, type: "set", from: server, xmlns: "md" },
    content: [{ tag: "pair-device", attrs: {}, content }],
  };
}

/** The phone signs the device's identity, and proves to it that it knows the secret of the code. */
export function pairSuccess(
  phone: Device,
  bundle: Bundle,
  o: { secret: Buffer; jid: string; lid: string },
): BinaryNode {
  const identity = phone.creds.signedIdentityKey;
  const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: 1, keyIndex: 1 }).finish();
  const signed = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, bundle.identity]);
  const account = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: identity.public,
    accountSignature: Curve.sign(identity.private, signed),
  }).finish();
  const hmac = createHmac("sha256", o.secret).update(account).digest();
  const proof = proto.ADVSignedDeviceIdentityHMAC.encode({ details: account, hmac }).finish();
  return {
    tag: "iq",
    attrs: { id: "pair-success", type: "set", from: server },
    content: [
      {
        tag: "pair-success",
        attrs: {},
        content: [
          { tag: "device-identity", attrs: {}, content: proof },
          { tag: "device", attrs: { jid: o.jid, lid: o.lid } },
          { tag: "platform", attrs: { name: "android" } },
        ],
      },
    ],
  };
}

/** Whether the device signed its link to the phone. */
export function isSigned(answer: BinaryNode, bundle: Bundle, phone: Device): boolean {
  const node = child(child(answer, "pair-device-sign"), "device-identity");
  const account = proto.ADVSignedDeviceIdentity.decode(bytesOf(node));
  // The device leaves out the phone's key, which the phone knows.
  const phoneKey = phone.creds.signedIdentityKey.public;
  const { details, deviceSignature } = account;
  if (!details || !deviceSignature) return false;
  const signed = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, bundle.identity, phoneKey]);
  return Curve.verify(bundle.identity, signed, deviceSignature);
}

/** The phone's half of pairing by code. @throws Error when the code is another one */
export async function codePairing(phone: Device, hello: BinaryNode, code: string) {
  const registration = child(hello, "link_code_companion_reg");
  const wrapped = bytesOf(child(registration, "link_code_pairing_wrapped_companion_ephemeral_pub"));
  const open = await derivePairingCodeKey(code, wrapped.subarray(0, 32));
  const companion = aesDecryptCTR(wrapped.subarray(48, 80), open, wrapped.subarray(32, 48));
  const ephemeral = Curve.generateKeyPair();
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const sealed = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv);
  const shared = Curve.sharedKey(ephemeral.private, companion);
  const identity = phone.creds.signedIdentityKey;
  const part = (tag: string, content: Uint8Array): BinaryNode => ({ tag, attrs: {}, content });
  const notification: BinaryNode = {
    tag: "notification",
    attrs: { id: "link-code", type: "link_code_companion_reg", from: server, t: "1" },
    content: [
      {
        tag: "link_code_companion_reg",
        attrs: { stage: "primary_hello" },
        content: [
          part("link_code_pairing_wrapped_primary_ephemeral_pub", Buffer.concat([salt, iv, sealed])),
          part("primary_identity_pub", identity.public),
          part("link_code_pairing_ref", Buffer.from("ref")),
        ],
      },
    ],
  };
  /** The secret that both sides derive. */
  const secretOf = (finish: BinaryNode): Buffer => {
    const registration = child(finish, "link_code_companion_reg");
    const bundle = bytesOf(child(registration, "link_code_pairing_wrapped_key_bundle"));
    const info = "link_code_pairing_key_bundle_encryption_key";
    const key = Buffer.from(hkdf(shared, 32, { salt: bundle.subarray(0, 32), info }));
    // Under another code the keys differ, and this throws.
    const plain = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0));
    const [theirs, random] = [plain.subarray(0, 32), plain.subarray(64, 96)];
    const input = Buffer.concat([shared, Curve.sharedKey(identity.private, theirs), random]);
    return Buffer.from(hkdf(input, 32, { info: "adv_secret" }));
  };
  return { notification, secretOf, answer: (finish: BinaryNode): BinaryNode => result(finish) };
}
