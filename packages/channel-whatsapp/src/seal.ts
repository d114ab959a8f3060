import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { MoltbotError } from "@moltbot/core";

/** Seals the records of one account, so that their keeper can neither read, change nor swap them. */
export interface Seal {
  /** What stands for `id` in the store: phone numbers are ids too. */
  name(kind: string, id: string): string;
  seal(kind: string, name: string, plain: string): Uint8Array;
  /** @throws MoltbotError `invalid` when the record was changed, moved, or sealed with another key */
  open(kind: string, name: string, sealed: Uint8Array): string;
}

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

function derive(secret: Uint8Array, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", `moltbot whatsapp ${use}`, 32)));
}

/**
 * AES-256-GCM (NIST SP 800-38D) under keys derived from `secret`, with account, kind and id as additional data.
 * @throws MoltbotError `invalid` for a secret that is not 32 bytes long
 */
export function createSeal(secret: Uint8Array, account: string): Seal {
  if (secret.byteLength !== 32) {
    throw new MoltbotError("invalid", `The key that seals WhatsApp's keys has ${secret.byteLength} bytes, not 32.`, {
      hint: "Set MOLTBOT_SECRET_KEY to 64 hexadecimal digits, or remove it to use the key of the state directory.",
    });
  }
  const [key, names] = [derive(secret, "seal"), derive(secret, "names")];
  const place = (kind: string, name: string): Buffer => Buffer.from(JSON.stringify([account, kind, name]));
  const broken = (): MoltbotError =>
    new MoltbotError("invalid", `The stored WhatsApp keys of account "${account}" cannot be opened.`, {
      hint: "They were changed, or sealed with another key: bring back the key file or MOLTBOT_SECRET_KEY, or link the account again.",
    });
  return {
    name: (kind, id) =>
      createHmac("sha256", names)
        .update(JSON.stringify([account, kind, id]))
        .digest("base64url"),
    seal(kind, name, plain) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      cipher.setAAD(place(kind, name));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([Uint8Array.of(version), iv, cipher.getAuthTag(), body]);
    },
    open(kind, name, sealed) {
      const from = 1 + ivBytes + tagBytes;
      if (sealed[0] !== version || sealed.byteLength < from) throw broken();
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(place(kind, name));
      decipher.setAuthTag(sealed.subarray(1 + ivBytes, from));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(from)), decipher.final()]).toString("utf8");
      } catch {
        throw broken();
      }
    },
  };
}
