import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createApiClient } from "../../src/backend/api-client.ts";

/** A server that keeps what it is asked, and sends everybody to `elsewhere`. */
async function serve(elsewhere?: string) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(elsewhere === undefined ? 200 : 307, { Location: elsewhere ?? "/" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("the operator's token goes to the gateway and follows no redirect", async () => {
  const other = await serve();
  const gateway = await serve(`${other.url}/api/v1/users`);
  const client = createApiClient({ url: gateway.url, token: "the-operators-token" }, { timeoutMs: 10_000 });
  await expect(client.get("/api/v1/users")).rejects.toMatchObject({ code: "unavailable" });
  await expect(client.post("/api/v1/users/1/block", {})).rejects.toMatchObject({ code: "unavailable" });
  await expect(client.stream("/api/v1/audit/export", {})).rejects.toMatchObject({ code: "unavailable" });
  expect(gateway.asked.map(({ headers }) => headers.authorization)).toEqual(
    Array.from({ length: 3 }, () => "Bearer the-operators-token"),
  );
  expect(other.asked).toEqual([]);
});
