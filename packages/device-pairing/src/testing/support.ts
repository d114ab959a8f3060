import type { DeviceStore } from "../store.ts";

/** The same data opened twice, as two processes would. `close` drops it. */
export interface OpenedDevices {
  readonly a: DeviceStore;
  readonly b: DeviceStore;
  close(): Promise<void>;
}

/** Runs `use` on freshly opened data and closes it. */
export async function opened(
  open: () => Promise<OpenedDevices>,
  use: (o: OpenedDevices) => Promise<void>,
): Promise<void> {
  const stores = await open();
  try {
    await use(stores);
  } finally {
    await stores.close();
  }
}
