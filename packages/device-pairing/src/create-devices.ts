import { connect } from "./connect.ts";
import { decideDevice } from "./decide.ts";
import type { Devices } from "./devices.ts";
import { createJoinCode } from "./join-codes.ts";
import { labelDevice, removeDevice } from "./manage.ts";
import type { DevicesOptions } from "./parts.ts";
import { expireRequests, visibleDevices, visibleRequests } from "./queue.ts";
import { authenticate, revoke, rotate } from "./tokens.ts";

/** The verbs over any store. */
export function createDevices(o: DevicesOptions): Devices {
  return {
    connect: (claim, options) => connect(o, claim, options),
    authenticate: (token) => authenticate(o, token),
    approve: (id, by) => decideDevice(o, { id, by, decision: "approve" }),
    reject: (id, by) => decideDevice(o, { id, by, decision: "deny" }),
    pending: (by) => visibleRequests(o, by),
    list: (by) => visibleDevices(o, by),
    rotate: (target, by) => rotate(o, target, by),
    revoke: (target, by) => revoke(o, target, by),
    remove: (deviceId, by) => removeDevice(o, deviceId, by),
    label: (deviceId, label, by) => labelDevice(o, { deviceId, label }, by),
    joinCode: (wish, by) => createJoinCode(o, wish, by),
    expire: () => expireRequests(o),
  };
}
