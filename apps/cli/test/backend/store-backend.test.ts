import { systemClock } from "@moltbot/core";
import { compilePolicy } from "@moltbot/gateway/policy";
import { inject } from "vitest";
import { createStoreBackend } from "../../src/backend/store-backend.ts";
import { backendContract, type Subject } from "../support/backend-contract.ts";
import { install } from "../support/installation.ts";

async function open(databaseUrl?: string): Promise<Subject> {
  const installation = await install(databaseUrl);
  const { stores, pairing, exec } = await installation.open();
  const policy = compilePolicy(installation.config, stores.said);
  const backend = createStoreBackend({ stores, pairing, exec, policy, clock: systemClock });
  return {
    backend,
    installation,
    close: async () => {
      await backend.close();
      await installation.remove();
    },
  };
}

backendContract("the store of a stopped gateway, on PGlite", () => open());
backendContract("the store of a stopped gateway, on Postgres", () => open(inject("databaseUrl")));
