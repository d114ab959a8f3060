import { createServer, type Socket } from "node:net";
import { isMoltbotError } from "@moltbot/core";
import { sampleItem } from "@moltbot/sessions/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { openPostgres, type PostgresStorage } from "../src/index.ts";
import { deps, type Opened, postgresDatabase } from "./support/open.ts";

/** Repeats until it works, as the parts of a gateway do; the test's time limit bounds it. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isMoltbotError(error) || error.code !== "unavailable") throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

let database: Opened & { readonly url: string };
beforeAll(async () => {
  database = await postgresDatabase(inject("databaseUrl"));
});
afterAll(() => database.close());

describe("a lost connection", () => {
  test("[R0.4] comes back by itself, with the sign of life and the hints, and loses nothing", async () => {
    const [a, b] = [await database.open(), await database.open()];
    await a.messages.receive([sampleItem("m1")], 0);
    const heard: string[] = [];
    await a.wakeups.subscribe("inbox", (note) => heard.push(note));
    await cutAll(database);
    expect(await eventually(() => a.messages.receive([sampleItem("m2"), sampleItem("m1")], 0))).toMatchObject([
      { status: "held" },
      { status: "duplicate" },
    ]);
    await eventually(async () => {
      await b.wakeups.publish("inbox", "hello");
      if (!heard.includes("hello")) await retry();
    });
    expect(heard).toContain(""); // told to look, since hints may have been missed
    // Alive again: nobody takes what it holds.
    await eventually(async () => {
      if ((await b.messages.recover(0)).conversations > 0) throw new Error("a live process was taken for dead");
      const [row] = await database.driver.query("select count(*)::int as n from live_holders");
      if (Number(row?.["n"]) < 2) await retry();
    });
    expect(await b.messages.take({ limit: 10 })).toEqual([]);
    await Promise.all([a.close(), b.close()]);
  });

  test("writes that were under way are either stored or refused, never half", async () => {
    const storage = await database.open();
    const writes = Array.from({ length: 40 }, async (_, i) => {
      const stored = storage.messages.receive([sampleItem(`w${i}`, `${i}`)], 0);
      if (i === 20) await cutAll(database);
      return stored.then(
        () => `w${i}`,
        (error: unknown) => {
          expect(error).toMatchObject({ code: "unavailable" });
          return undefined;
        },
      );
    });
    const acknowledged = (await Promise.all(writes)).filter((id) => id !== undefined);
    await eventually(() => storage.check());
    const rows = await database.driver.query("select item_id from inbox where item_id like 'w%'");
    const stored = new Set(rows.map((row) => row["item_id"]));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await storage.close();
  });
});

describe("a server that does not answer", () => {
  test("is given up after the time limit, and used again when it answers", async () => {
    const proxy = await openProxy(new URL(database.url));
    const url = new URL(database.url);
    url.hostname = "127.0.0.1";
    url.port = String(proxy.port);
    const storage: PostgresStorage = await openPostgres({ url: url.href, timeoutMs: 1000, poolSize: 2, ...deps });
    await storage.check();
    proxy.freeze();
    const errors = await Promise.all(
      [storage.check(), storage.check(), storage.approvals.pending()].map((call) =>
        call.catch((error: unknown) => error),
      ),
    );
    for (const error of errors) expect(error).toMatchObject({ code: "unavailable" });
    proxy.thaw();
    await eventually(() => storage.check());
    await storage.close();
    proxy.close();
  });
});

async function retry(): Promise<never> {
  const { MoltbotError } = await import("@moltbot/core");
  throw new MoltbotError("unavailable", "not yet");
}

/** Ends every connection to the database but the one that says so. */
async function cutAll({ driver }: Opened): Promise<void> {
  await driver.query(
    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
}

/** A way to the server that can be frozen: connections stay open and nothing passes. */
async function openProxy(to: URL): Promise<{ port: number; freeze(): void; thaw(): void; close(): void }> {
  const { connect } = await import("node:net");
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((client) => {
    const upstream = connect(Number(to.port || 5432), to.hostname);
    for (const [from, into] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => !frozen && into.write(chunk));
      from.on("error", () => {});
      from.on("close", () => into.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
