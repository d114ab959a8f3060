import { fileApproval } from "@moltbot/approvals";
import { newId } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import type { Device } from "../device.ts";
import type { JoinCode } from "../store.ts";

const random = createSeededRandom(11);

/** The time at which sample devices are made. */
export const sampleNow = 1_767_225_600_000;

const hex = (): string => Buffer.from(random(32)).toString("hex");

/** A device with a token in each role, new on every call. */
export function sampleDevice(o: Partial<Device> = {}): Device {
  return {
    id: hex(),
    publicKey: Buffer.from(random(32)).toString("base64url"),
    client: { id: "cli", platform: "linux" },
    label: "Olga's phone",
    createdAt: sampleNow,
    version: 1,
    roles: [
      {
        role: "operator",
        scopes: ["operator.read", "operator.pairing"],
        approvedAt: sampleNow,
        via: newId("dev", { now: sampleNow, random }),
        token: { hash: hex(), issuedAt: sampleNow, expiresAt: sampleNow + 1000 },
        collect: false,
      },
      {
        role: "node",
        scopes: [],
        approvedAt: sampleNow,
        via: newId("dev", { now: sampleNow, random }),
        collect: false,
        revokedAt: sampleNow + 5,
      },
    ],
    ...o,
  };
}

/** A join code, new on every call. */
export function sampleCode(o: Partial<JoinCode> = {}): JoinCode {
  const id = newId("dev", { now: sampleNow, random });
  return {
    hash: hex(),
    id,
    role: "operator",
    scopes: ["operator.read"],
    createdAt: sampleNow,
    expiresAt: sampleNow + 300_000,
    ...o,
  };
}

/** A pending request of a device, new on every call. */
export function sampleRequest(subject: string) {
  const question = { kind: "device", subject, required: 1, ttlMs: 300_000, payload: { deviceId: subject } };
  return fileApproval(question, { id: newId("dev", { now: sampleNow, random }), now: sampleNow });
}
