import { type ConnectOutcome, type DeviceClaim, type Devices, readClaim } from "@moltbot/device-pairing";
import type { RequestFrame, WireError } from "./frames.ts";

/** What a `connect` request asks for. */
export interface Greeting {
  readonly claim: DeviceClaim;
  readonly token?: string;
  readonly joinCode?: string;
}

/** Reads the first request of a connection; a text says what is wrong with it. */
export function readGreeting({ method, params }: RequestFrame): Greeting | string {
  if (method !== "connect") return 'The first request is "connect".';
  const { device, client, role, scopes, nonce, token, joinCode, ...rest } = params;
  const [strange] = Object.keys(rest);
  if (strange !== undefined) return `connect has no field ${JSON.stringify(strange.slice(0, 40))}.`;
  const { id: deviceId, publicKey, signedAt, signature } = fieldsOf(device);
  const { id: clientId, platform } = fieldsOf(client);
  const claim = readClaim({ deviceId, publicKey, signedAt, signature, clientId, platform, role, scopes, nonce });
  if (typeof claim === "string") return claim;
  if (token !== undefined && !isSecret(token)) return "token is not a text of at most 128 characters.";
  if (joinCode !== undefined && !isSecret(joinCode)) return "joinCode is not a text of at most 128 characters.";
  return { claim, ...(token !== undefined && { token }), ...(joinCode !== undefined && { joinCode }) };
}

/** Proves the device, or says why not. */
export function greet(
  devices: Devices,
  { claim, token, joinCode }: Greeting,
  o: { gatewayId: string; nonce: string },
): Promise<ConnectOutcome> {
  return devices.connect(claim, {
    ...o,
    ...(token !== undefined && { token }),
    ...(joinCode !== undefined && { joinCode }),
  });
}

/** A refused or waiting device, as it is told. */
export function refusalOf(outcome: Exclude<ConnectOutcome, { status: "connected" }>): WireError {
  if (outcome.status === "not_paired") {
    const { approval, because } = outcome;
    return {
      code: "not_paired",
      message: "This device has to be approved first",
      hint: `On the gateway's machine: moltbot devices approve ${approval.id}`,
      data: {
        requestId: approval.id,
        code: approval.payload["code"],
        because,
        expiresAt: new Date(approval.expiresAt).toISOString(),
      },
    };
  }
  const { because } = outcome;
  return {
    code: because === "queue_full" ? "limited" : "denied",
    message: messages[because] ?? "This device is refused",
    ...(hints[because] !== undefined && { hint: hints[because] }),
    data: { because },
  };
}

const messages: Readonly<Record<string, string>> = {
  device_id_mismatch: "The device's id is not the hash of its key",
  signature_expired: "The signature is too old, or from the future",
  nonce_mismatch: "The signature is for another challenge",
  nonce_used: "This challenge was answered before",
  public_key_invalid: "The public key is no Ed25519 key",
  signature_invalid: "The signature is wrong",
  token_required: "The device did not send its token",
  token_mismatch: "The token is not this device's token of today",
  token_expired: "The token has expired",
  join_code_invalid: "The join code is unknown, used, or too old",
  join_code_narrower: "The join code was made for less",
  beyond_role: "That role can't have these scopes",
  queue_full: "Too many devices wait to be approved",
};

const hints: Readonly<Record<string, string>> = {
  signature_expired: "Set the device's clock: it may be off by two minutes.",
  token_required: "Send the token, or let an operator rotate it: moltbot devices rotate.",
  token_mismatch: "Let an operator rotate it: moltbot devices rotate. The device then gets a new one.",
  token_expired: "Let an operator rotate it: moltbot devices rotate. The device then gets a new one.",
  join_code_invalid: "Make a new one: moltbot devices join.",
  queue_full: "Answer or wait: requests end by themselves.",
};

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isSecret(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 128;
}
