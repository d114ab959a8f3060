import type { Random } from "@moltbot/core";
import type { SecretStore } from "../stores/stores.ts";

/** The dashboard's key, shared by all replicas; read once, and again after a failure. */
export type DashboardKey = () => Promise<Uint8Array>;

/** The key under `dashboard` in `secrets`, made at first use. */
export function createDashboardKey(secrets: SecretStore, random: Random): DashboardKey {
  let key: Promise<Uint8Array> | undefined;
  return () => {
    key ??= secrets
      .getOrCreate("dashboard", () => random(32))
      .catch((thrown: unknown) => {
        key = undefined;
        throw thrown;
      });
    return key;
  };
}
