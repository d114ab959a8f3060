import { createServer } from "node:http";
import { MoltbotError, messageOf } from "@moltbot/core";

/**
 * Answers health checks while the stores are still out of reach: alive, not ready. Everything else is 503, so that
 * platforms keep their updates and try again.
 */
export async function startBootServer(o: { host: string; port: number }): Promise<{ stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const alive = request.url === "/healthz";
    const body = JSON.stringify({ ok: alive });
    response.writeHead(alive ? 200 : 503, { "content-type": "application/json", "retry-after": "5" });
    response.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new MoltbotError("unavailable", `cannot listen on ${o.host}:${o.port}: ${messageOf(error)}`, { cause: error }),
      ),
    );
    server.listen(o.port, o.host, resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
