import { sleep } from "@moltbot/core";
import type { Connection } from "./connection.ts";
import { notLinked, notRunning } from "./errors.ts";
import type { Self } from "./self.ts";

const lookEveryMs = 100;

/**
 * The connection, once it has logged in: messages that waited come a moment before that, and their answers with them.
 * @throws MoltbotError `unavailable` when there is none within the time that a call may take
 */
export async function whenOpen(self: Self): Promise<Connection> {
  const { signal } = self.ending;
  for (let waited = 0; waited <= (self.options.callTimeoutMs ?? 20_000); waited += lookEveryMs) {
    if (self.open && self.connection !== undefined) return self.connection;
    const coming = self.state === "starting" || (self.state === "running" && self.login.status === "linked");
    if (!coming || self.host === undefined || signal.aborted) break;
    await sleep(self.host.clock, lookEveryMs, signal);
  }
  throw self.state === "running" && self.login.status !== "linked" ? notLinked(self.account) : notRunning();
}
