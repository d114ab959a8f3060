import { type Config, deviceSettings } from "@moltbot/config";
import { type Clock, type Logger, messageOf, newId, type Random } from "@moltbot/core";
import { createDevices, type Devices } from "@moltbot/device-pairing";
import { compilePolicy } from "../policy/compile.ts";
import type { Policy } from "../policy/policy.ts";
import type { SecretStore, Stores } from "../stores/stores.ts";
import { scopesOf } from "./callers.ts";

/** The topic of hints that a device changed; the note is its id. */
export const devicesTopic = "devices";

const joinCodeTtlMs = 300_000;

/** What {@link createDeviceService} works with. */
export interface DeviceServiceParts {
  readonly config: () => Config;
  /** The compiled config, where there is one already. */
  readonly policy?: () => Policy;
  readonly stores: Pick<Stores, "devices" | "nonces" | "wakeups" | "said">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The verbs of devices over the opened stores. The gateway and a CLI without one both use it. */
export function createDeviceService(d: DeviceServiceParts): Devices {
  const { stores, clock, random, log } = d;
  const tell = (topic: string, note: string): void => {
    stores.wakeups
      .publish(topic, note)
      .catch((error: unknown) => log.debug("other processes could not be told", { topic, error: messageOf(error) }));
  };
  return createDevices({
    store: stores.devices,
    clock,
    random,
    nonces: stores.nonces,
    rules: () => {
      const policy = d.policy?.() ?? compilePolicy(d.config(), stores.said);
      return {
        ...deviceSettings(d.config()),
        joinCodeTtlMs,
        requiredApprovals: 1,
        scopesOf: (who) => scopesOf(policy, who),
        policy: policy.version,
      };
    },
    onChange(change) {
      if ("deviceId" in change) tell(devicesTopic, change.deviceId);
      tell("changed", "devices");
      tell("changed", "approvals");
    },
  });
}

/** Names this installation to devices, so that a signature for one gateway counts at no other. Made once, kept with the data. */
export async function gatewayIdOf(secrets: SecretStore, clock: Clock, random: Random): Promise<string> {
  const fresh = (): Uint8Array => Buffer.from(newId("gw", { now: clock.now(), random }), "utf8");
  return Buffer.from(await secrets.getOrCreate("gateway-id", fresh)).toString("utf8");
}
