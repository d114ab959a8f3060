import { Curve, type KeyPair, proto, WA_CERT_DETAILS } from "@whiskeysockets/baileys";

const { Details } = proto.CertChain.NoiseCertificate;

/** A server's key, and the chain that proves it. */
export interface ServerIdentity {
  readonly key: KeyPair;
  /** `CertChain` of WhatsApp's protocol: leaf and intermediate. */
  readonly chain: Uint8Array;
}

const root = Curve.generateKeyPair();
let trusted = 0;
let real: typeof WA_CERT_DETAILS.PUBLIC_KEY | undefined;

/**
 * Makes Baileys take this process's own root for WhatsApp's, until the returned function was called as often. Baileys
 * exports the root's key, and reads it at every handshake.
 */
export function trustOwnRoot(): () => void {
  real ??= WA_CERT_DETAILS.PUBLIC_KEY;
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.public);
  trusted += 1;
  let given = true;
  return () => {
    if (!given) return;
    given = false;
    trusted -= 1;
    if (trusted === 0 && real !== undefined) WA_CERT_DETAILS.PUBLIC_KEY = real;
  };
}

function certificate(serial: number, issuer: KeyPair, key: Uint8Array): proto.CertChain.INoiseCertificate {
  const details = Details.encode({ serial, issuerSerial: WA_CERT_DETAILS.SERIAL, key }).finish();
  return { details, signature: Curve.sign(issuer.private, details) };
}

/** A fresh key of a server, certified by the root by way of an intermediate. */
export function createServerIdentity(): ServerIdentity {
  const [intermediate, key] = [Curve.generateKeyPair(), Curve.generateKeyPair()];
  const chain = proto.CertChain.encode({
    intermediate: certificate(1, root, intermediate.public),
    leaf: certificate(2, intermediate, key.public),
  }).finish();
  return { key, chain };
}
