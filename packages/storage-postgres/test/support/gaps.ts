import { expect } from "vitest";
import type { Driver } from "../../src/driver.ts";
import type { PostgresStorage } from "../../src/storage.ts";

/** Waits until a sealer has forgotten every gap: transactions anywhere on the server may hold that up. */
export async function gapsClose(driver: Driver, audit: PostgresStorage["audit"]): Promise<void> {
  const gaps = async (): Promise<unknown> => {
    await audit.seal();
    return driver.query("select low from audit_gaps");
  };
  await expect.poll(gaps, { timeout: 60_000 }).toEqual([]);
}
