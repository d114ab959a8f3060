import { isMoltbotError, messageOf, sleep } from "@moltbot/core";
import { startBootServer } from "../boot-server.ts";
import { type OpenOptions, openStores } from "./open-stores.ts";
import type { Stores } from "./stores.ts";

const retryMs = 1000;
/** The same reason is said again once a minute. */
const triesPerLine = 60;

/**
 * Opens the stores; while one is out of reach, answers health checks ("alive, not ready") and tries again every second.
 * @throws MoltbotError anything but `unavailable`: waiting does not mend a wrong password or a newer database
 */
export async function openWithPatience(
  o: OpenOptions & Required<Pick<OpenOptions, "clock">> & { host: string; port: number },
): Promise<Stores> {
  let boot: { stop(): Promise<void> } | undefined;
  let said = "";
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await openStores(o);
      } catch (error) {
        if (!isMoltbotError(error) || error.code !== "unavailable") throw error;
        if (said !== messageOf(error) || tries % triesPerLine === 0) {
          o.log.error("a store is out of reach: not ready, trying again every second", {
            error: messageOf(error),
            ...(error.hint === undefined ? {} : { hint: error.hint }),
          });
        }
        said = messageOf(error);
        boot ??= await startBootServer(o);
        await sleep(o.clock, retryMs);
      }
    }
  } finally {
    await boot?.stop();
  }
}
