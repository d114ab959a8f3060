import { expect, test } from "vitest";
import { startServer } from "./support/server.ts";

test("health routes say only ok or not", async () => {
  const server = await startServer();
  expect(await server.send("/healthz")).toMatchObject({ status: 200, text: "ok\n" });
  expect(await server.send("/readyz")).toMatchObject({ status: 200, text: "ok\n" });
  server.trouble.push("postgres at 10.0.0.7 is unreachable");
  expect(await server.send("/readyz")).toMatchObject({ status: 503, text: "not ready\n" });
  expect(await server.send("/healthz")).toMatchObject({ status: 200, text: "ok\n" });
});
