import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { MoltbotError } from "@moltbot/core";
import { type DeviceClaim, signedText } from "./claim.ts";
import { deviceIdOf } from "./verify.ts";

/** The key pair of a device, for clients. */
export interface DeviceKey {
  readonly deviceId: string;
  /** Raw, base64url. */
  readonly publicKey: string;
  /** PKCS #8 in PEM: keep it in a file that only its owner can read. */
  readonly privateKey: string;
}

/** Makes a new device key. */
export function createDeviceKey(): DeviceKey {
  const pair = generateKeyPairSync("ed25519");
  return describe(pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

/**
 * Reads a device key from its PEM text.
 * @throws MoltbotError `invalid` when it is no Ed25519 private key
 */
export function readDeviceKey(pem: string): DeviceKey {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "ed25519") return describe(pem);
  } catch {
    // Said below.
  }
  throw new MoltbotError("invalid", "That is no Ed25519 private key in PEM", {
    hint: "Remove the file to make a new device, which has to be approved again.",
  });
}

/** Signs what a device says about itself on this connection. */
export function signClaim(
  key: DeviceKey,
  gatewayId: string,
  claim: Omit<DeviceClaim, "signature" | "publicKey" | "deviceId">,
): DeviceClaim {
  const whole = { ...claim, deviceId: key.deviceId };
  const text = Buffer.from(signedText(gatewayId, whole), "utf8");
  const signature = sign(null, text, createPrivateKey(key.privateKey)).toString("base64url");
  return { ...whole, publicKey: key.publicKey, signature };
}

function describe(privateKey: string): DeviceKey {
  const { x: publicKey = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return { deviceId: deviceIdOf(publicKey), publicKey, privateKey };
}
