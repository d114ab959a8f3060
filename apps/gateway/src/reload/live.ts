import type { Config } from "@moltbot/config";
import type { Policy } from "../policy/policy.ts";

/** The config in force and the rules compiled from it: always both of one version. */
export interface Live {
  readonly config: () => Config;
  readonly policy: () => Policy;
  /** Everything decided from now on is decided by this one. */
  replace(config: Config): void;
}

/** Starts with `first`. */
export function createLive(first: Config, compile: (config: Config) => Policy): Live {
  let now = { config: first, policy: compile(first) };
  return {
    config: () => now.config,
    policy: () => now.policy,
    replace(config) {
      now = { config, policy: compile(config) };
    },
  };
}
