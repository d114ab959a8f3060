export { type BrowserSession, type BrowserStep, type BrowserStore, createMemoryBrowsers } from "./browsers.ts";
export { type Caller, mayGrant, mayManage, type Refusal } from "./caller.ts";
export { type DeviceClaim, readClaim, signedText } from "./claim.ts";
export { createDevices } from "./create-devices.ts";
export { type Device, type DeviceRole, type DeviceSession, type DeviceToken, holds, roleOf } from "./device.ts";
export type { DeviceRules, Devices } from "./devices.ts";
export { type DeviceRequest, readRequest, requestSubject } from "./file.ts";
export { createDeviceKey, type DeviceKey, readDeviceKey, signClaim } from "./key.ts";
export { createMemoryDevices } from "./memory.ts";
export type {
  ConnectOutcome,
  ConnectRefusal,
  DeviceDecision,
  DeviceOutcome,
  JoinCodeOutcome,
  RequestReason,
  RotateOutcome,
  VisibleDevice,
} from "./outcomes.ts";
export type { DevicesOptions } from "./parts.ts";
export { allScopes, hasScope, isRole, missingScope, type Role, readScopes, roleScopes, type Scope } from "./scopes.ts";
export type { DeviceChange, DeviceCommit, DeviceStore, JoinCode } from "./store.ts";
export { type ClaimProblem, deviceIdOf, skewMs, verifyClaim } from "./verify.ts";
