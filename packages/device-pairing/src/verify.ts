import { createHash, createPublicKey, verify } from "node:crypto";
import { type DeviceClaim, signedText } from "./claim.ts";

/** Why a claim proves nothing. Stable: clients and the audit log hold them. */
export type ClaimProblem =
  | "device_id_mismatch"
  | "signature_expired"
  | "nonce_mismatch"
  | "public_key_invalid"
  | "signature_invalid";

/** How far the device's clock may be off, in milliseconds. */
export const skewMs = 120_000;

/**
 * Whether the claim was made here and now by the holder of the key: id, time, nonce, signature, in that order; the first
 * that fails is the answer. That the nonce is used for the first time is for the caller to check, after this.
 */
export function verifyClaim(
  claim: DeviceClaim,
  o: { gatewayId: string; nonce: string; now: number },
): ClaimProblem | undefined {
  if (deviceIdOf(claim.publicKey) !== claim.deviceId) return "device_id_mismatch";
  if (Math.abs(o.now - claim.signedAt) > skewMs) return "signature_expired";
  if (claim.nonce !== o.nonce) return "nonce_mismatch";
  const key = readKey(claim.publicKey);
  if (key === undefined) return "public_key_invalid";
  const text = Buffer.from(signedText(o.gatewayId, claim), "utf8");
  return verify(null, text, key, Buffer.from(claim.signature, "base64url")) ? undefined : "signature_invalid";
}

/** The id of a device: hex SHA-256 of its raw public key, given in base64url. */
export function deviceIdOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("hex");
}

function readKey(publicKey: string): ReturnType<typeof createPublicKey> | undefined {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
  } catch {
    return undefined;
  }
}
