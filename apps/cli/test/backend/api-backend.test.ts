import { MoltbotError, silentLogger } from "@moltbot/core";
import { readGatewayFile, startGateway } from "@moltbot/gateway";
import { inject } from "vitest";
import { createApiBackend } from "../../src/backend/api-backend.ts";
import { createApiClient } from "../../src/backend/api-client.ts";
import { backendContract, type Subject } from "../support/backend-contract.ts";
import { install } from "../support/installation.ts";

async function open(databaseUrl?: string): Promise<Subject> {
  const installation = await install(databaseUrl);
  const { config, stateDir } = installation;
  const gateway = await startGateway({ config, stateDir, log: silentLogger, port: 0 });
  const file = await readGatewayFile(stateDir);
  if (file === undefined) throw new MoltbotError("unavailable", "the gateway left no address");
  return {
    backend: createApiBackend(createApiClient(file, { timeoutMs: 30_000 }), file),
    installation,
    close: async () => {
      await gateway.stop();
      await installation.remove();
    },
  };
}

backendContract("a running gateway, on PGlite", () => open());
backendContract("a running gateway, on Postgres", () => open(inject("databaseUrl")));
