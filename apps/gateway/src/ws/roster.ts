import { type Clock, type Logger, messageOf } from "@moltbot/core";
import type { App } from "../app.ts";
import { devicesTopic } from "../devices/service.ts";
import type { Connection } from "./connection.ts";

/** Every connection that proved itself, and the watch over what their devices may still do (SPEC R4.2). */
export interface Roster {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  readonly size: () => number;
  close(): Promise<void>;
}

const pollMs = 1000;

/**
 * Closes connections within a second of the end of what their device may do, on every replica: a hint says which device
 * changed, and versions are polled in case it is lost.
 */
export async function createRoster(o: { app: App; clock: Clock; log: Logger }): Promise<Roster> {
  const { app, log } = o;
  const byDevice = new Map<string, Set<Connection>>();
  const versions = new Map<string, number>();
  const recheck = (deviceId: string): void => {
    for (const connection of byDevice.get(deviceId) ?? []) {
      connection
        .recheck()
        .catch((error: unknown) => log.warn("a device could not be looked at", { error: messageOf(error) }));
    }
  };
  const unsubscribe = await app.stores.wakeups.subscribe(devicesTopic, recheck);
  const unwatch = app.watch((topic) => {
    for (const set of byDevice.values()) for (const connection of set) connection.tell(topic);
  });
  let isOver = false;
  let stop = (): void => {};
  const look = async (): Promise<void> => {
    const ids = [...byDevice.keys()];
    if (ids.length === 0) return;
    const now = await app.stores.devices.versions(ids);
    for (const id of ids) {
      if (versions.get(id) !== now.get(id)) recheck(id);
      const version = now.get(id);
      if (version !== undefined) versions.set(id, version);
    }
  };
  const next = (): void => {
    stop = o.clock.after(pollMs, () => {
      look()
        .catch((error: unknown) => log.debug("devices could not be polled", { error: messageOf(error) }))
        .finally(() => {
          if (!isOver) next();
        });
    });
  };
  next();
  return {
    add(connection) {
      const id = connection.session()?.deviceId ?? "";
      byDevice.set(id, (byDevice.get(id) ?? new Set()).add(connection));
    },
    remove(connection) {
      const id = connection.session()?.deviceId ?? "";
      const set = byDevice.get(id);
      set?.delete(connection);
      if (set?.size === 0) {
        byDevice.delete(id);
        versions.delete(id);
      }
    },
    size: () => [...byDevice.values()].reduce((sum, set) => sum + set.size, 0),
    async close() {
      isOver = true;
      stop();
      unwatch();
      await unsubscribe();
    },
  };
}
