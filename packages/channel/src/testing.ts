export type { Harness, PlatformMessage, TestGroupOptions, TestPerson, TestPlatform } from "./testing/harness.ts";
export { type OpenedKeys, testChannelKeys } from "./testing/keys-contract.ts";
export { type ChannelCase, type SkippedCases, testChannel } from "./testing/kit.ts";
export { createRecordingHost, everythingIn, type RecordingHost } from "./testing/recording-host.ts";
