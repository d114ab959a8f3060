export { compileAllowlist } from "./compile.ts";
export { type ChannelAllow, type MatchAllowlistParams, matchAllowlist } from "./match-allowlist.ts";
export { phoneOf } from "./phone.ts";
export { allSources, type MatchSource, stableSources } from "./sources.ts";
export type { AllowlistMatch, CompiledAllowlist, EntryReport, EntryStatus, Target } from "./types.ts";
