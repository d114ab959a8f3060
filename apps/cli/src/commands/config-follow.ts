import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Config, policyVersion } from "@moltbot/config";
import { createApiClient } from "../backend/api-client.ts";
import { runningGateway } from "../backend/open-backend.ts";
import type { StatusView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { pause } from "../pause.ts";

/** The config that a running gateway holds after an edit. */
export type HeldConfig = NonNullable<StatusView["config"]>;

const looks = 24;
const betweenMs = 250;

/**
 * Waits until the running gateway has looked at a file that was just written; what it holds then. `undefined`: none runs,
 * it follows another file, or it does not say within some seconds.
 */
export async function followEdit(
  context: Context,
  o: { readonly main: string; readonly config: Config; readonly since: number },
): Promise<HeldConfig | undefined> {
  // What asks a gateway is by far the largest part of the program, and most edits are made without one.
  const maybe = await access(join(context.stateDir, "gateway.json")).then(
    () => true,
    () => false,
  );
  const running = maybe ? await runningGateway(context).catch(() => undefined) : undefined;
  if (running === undefined) return undefined;
  const api = createApiClient(running, { timeoutMs: 5000 });
  const wanted = policyVersion(o.config);
  for (let look = 0; look < looks; look++) {
    const { config } = (await api.get("/api/v1/status")).body as StatusView;
    if (config?.file !== o.main) return undefined;
    const isRefused = config.refused !== undefined && Date.parse(config.refused.at) >= o.since;
    if (config.version === wanted || isRefused) return config;
    await pause(betweenMs);
  }
  return undefined;
}
