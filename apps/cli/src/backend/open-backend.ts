import { MoltbotError, silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { Context } from "../context.ts";
import { loadSettings } from "../settings.ts";
import { createApiBackend } from "./api-backend.ts";
import { createApiClient } from "./api-client.ts";
import type { Backend } from "./backend.ts";
import { createStoreBackend } from "./store-backend.ts";

/**
 * The running gateway of this state directory, else its store. A file left behind by a dead gateway counts as none.
 * @throws MoltbotError `invalid` for a broken config, `unavailable` when a gateway hangs or a store is out of reach
 */
export async function openBackend(context: Context): Promise<Backend> {
  const running = await runningGateway(context);
  if (running !== undefined) return createApiBackend(createApiClient(running, { timeoutMs: 60_000 }), running);
  const { config } = await loadSettings(context);
  const { createExecService, createPairingService, openStores, underConfig } = await import("@moltbot/gateway");
  const opened = await openStores({ config, stateDir: context.stateDir, log: silentLogger });
  const stores = underConfig(opened, { config, clock: systemClock });
  const parts = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
  const [pairing, exec] = [createPairingService(parts), createExecService(parts)];
  const { compilePolicy } = await import("@moltbot/gateway/policy");
  const policy = compilePolicy(config, stores.said);
  return createStoreBackend({ stores, pairing, exec, policy, clock: systemClock });
}

/** Where the gateway of this state directory answers; nothing when none runs. */
export async function runningGateway(context: Context): Promise<{ url: string; token: string } | undefined> {
  // Loaded only when needed: it is by far the largest part.
  const { readGatewayFile } = await import("@moltbot/gateway");
  const file = await readGatewayFile(context.stateDir);
  if (file === undefined) return undefined;
  try {
    // Another process may have got the dead gateway's number: only an answer counts.
    await fetch(new URL("/healthz", file.url), { redirect: "error", signal: AbortSignal.timeout(10_000) });
    return file;
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== "TimeoutError") return undefined;
    throw new MoltbotError("unavailable", `the gateway at ${file.url} (process ${file.pid}) does not answer`, {
      cause,
      hint: "Look at its log; stop it, and this command works on the store itself.",
    });
  }
}

/** Opens the backend, runs `work` and closes it again, whatever happens. */
export async function withBackend<T>(context: Context, work: (backend: Backend) => Promise<T>): Promise<T> {
  const backend = await openBackend(context);
  try {
    return await work(backend);
  } finally {
    await backend.close();
  }
}
