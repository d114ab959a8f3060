import type { ApprovalStore } from "../store.ts";

/** The same data opened twice, as two processes would. `close` drops it. */
export interface OpenedApprovals {
  readonly a: ApprovalStore;
  readonly b: ApprovalStore;
  close(): Promise<void>;
}

/** Runs `use` on freshly opened data and closes it. */
export async function opened(
  open: () => Promise<OpenedApprovals>,
  use: (o: OpenedApprovals) => Promise<void>,
): Promise<void> {
  const stores = await open();
  try {
    await use(stores);
  } finally {
    await stores.close();
  }
}
