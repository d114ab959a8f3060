import { hasUnsafeText } from "@moltbot/core";
import { isRole, type Role, readScopes, type Scope } from "./scopes.ts";

/** What a device says about itself when it connects (DESIGN §5). Nothing in it is believed before {@link verifyClaim}. */
export interface DeviceClaim {
  /** Hex SHA-256 of the raw public key. */
  readonly deviceId: string;
  /** The raw 32 bytes of an Ed25519 key, base64url. */
  readonly publicKey: string;
  readonly clientId: string;
  readonly platform: string;
  readonly role: Role;
  /** What it asks for; what it gets is never more than what was approved. */
  readonly scopes: readonly Scope[];
  /** When it signed, milliseconds since the epoch. */
  readonly signedAt: number;
  /** The challenge that the server sent on this connection. */
  readonly nonce: string;
  /** Ed25519 over {@link signedText}, base64url. */
  readonly signature: string;
}

/** Reads an untrusted value as a claim; a text says what is wrong with it. */
export function readClaim(value: unknown): DeviceClaim | string {
  if (typeof value !== "object" || value === null) return "The device claim is no object.";
  const claim = value as Record<string, unknown>;
  const { deviceId, publicKey, clientId, platform, role, scopes, signedAt, nonce, signature } = claim;
  if (typeof deviceId !== "string" || !/^[0-9a-f]{64}$/.test(deviceId))
    return "device.id is no SHA-256 in lower-case hex.";
  if (!isBytes(publicKey, 32)) return "device.publicKey is not 32 bytes in base64url.";
  if (!isBytes(signature, 64)) return "device.signature is not 64 bytes in base64url.";
  if (!isName(clientId)) return "client.id is not 1 to 64 plain characters without | and comma.";
  if (!isName(platform)) return "client.platform is not 1 to 64 plain characters without | and comma.";
  if (!isRole(role)) return 'role is neither "operator" nor "node".';
  if (!isNonce(nonce)) return "nonce is not the text of a challenge.";
  if (typeof signedAt !== "number" || !Number.isSafeInteger(signedAt) || signedAt < 0) {
    return "device.signedAt is no time in milliseconds.";
  }
  if (!Array.isArray(scopes)) return "scopes is no list.";
  try {
    return { deviceId, publicKey, clientId, platform, role, scopes: readScopes(scopes), signedAt, nonce, signature };
  } catch {
    return "scopes holds something that is no scope.";
  }
}

/**
 * The text that a device signs. Everything that could be argued about later is in it, so that neither metadata nor
 * scopes can be exchanged afterwards. No part can hold the separator.
 */
export function signedText(gatewayId: string, claim: Omit<DeviceClaim, "signature" | "publicKey">): string {
  const { deviceId, clientId, platform, role, scopes, signedAt, nonce } = claim;
  const parts = [gatewayId, deviceId, clientId, platform, role, [...scopes].sort().join(","), signedAt, nonce];
  return ["moltbot-connect/1", ...parts].join("|");
}

/** Exactly so many bytes, in the one base64url spelling they have. */
function isBytes(value: unknown, length: number): value is string {
  if (typeof value !== "string" || value.length > 128) return false;
  const bytes = Buffer.from(value, "base64url");
  return bytes.length === length && bytes.toString("base64url") === value;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[^|,]{1,64}$/.test(value) && value.trim() === value && !hasUnsafeText(value);
}

function isNonce(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{16,128}$/.test(value);
}
