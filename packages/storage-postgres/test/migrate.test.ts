import { type ChainHead, emptyChain, type Seal, type StoredAuditRow, sealRows, toRow } from "@moltbot/audit";
import { sampleEvent } from "@moltbot/audit/testing";
import type { JsonObject } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/support/databases.ts";
import type { Driver } from "../src/driver.ts";
import { openPostgres } from "../src/index.ts";
import { type Migration, migrate } from "../src/migrate.ts";
import { migrations } from "../src/migrations/index.ts";
import { createPgliteEngine, pgliteDriver } from "../src/pglite-driver.ts";
import { createPostgresDriver } from "../src/postgres-driver.ts";
import { openStorage } from "../src/storage.ts";
import { gapsClose } from "./support/gaps.ts";
import { deps } from "./support/open.ts";

const tableCount = async (driver: Driver): Promise<number> => {
  const [row] = await driver.query("select count(*)::int as n from pg_tables where schemaname = 'moltbot'");
  return Number(row?.["n"]);
};
const later: Migration = { version: migrations.length + 1, name: "later", sql: "create table later (id int)" };

/** Two drivers on one empty database. */
interface Pair {
  readonly one: Driver;
  readonly two: Driver;
  close(): Promise<void>;
}

async function onPostgres(): Promise<Pair> {
  const database = await createTestDatabase(inject("databaseUrl"));
  const make = (): Promise<Driver> =>
    createPostgresDriver({ url: database.url, poolSize: 2, timeoutMs: 10_000, ...deps });
  const [one, two] = [await make(), await make()];
  return {
    one,
    two,
    async close() {
      await Promise.all([one.close(), two.close()]);
      await database.drop();
    },
  };
}

async function onPglite(): Promise<Pair> {
  const engine = await createPgliteEngine({ dir: "memory", log: deps.log });
  return { one: pgliteDriver(engine), two: pgliteDriver(engine), close: engine.close };
}

describe.each([
  ["Postgres", onPostgres],
  ["PGlite", onPglite],
] as const)("migrations on %s", (_, open) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await open();
  });
  afterAll(() => pair.close());

  test("two processes that start at once on an empty database both come up", async () => {
    await Promise.all([migrate(pair.one, migrations), migrate(pair.two, migrations), migrate(pair.two, migrations)]);
    expect(await tableCount(pair.one)).toBeGreaterThan(15);
    const rows = await pair.one.query("select version from migrations order by version");
    expect(rows.map((row) => row["version"])).toEqual(migrations.map((migration) => migration.version));
  });

  test("a step that fails changes nothing and can be tried again", async () => {
    const before = await tableCount(pair.one);
    const broken = { ...later, sql: "create table later (id int); select no_such_function()" };
    await expect(migrate(pair.one, [...migrations, broken])).rejects.toThrow(/no_such_function/);
    expect(await tableCount(pair.one)).toBe(before);
    await migrate(pair.two, [...migrations, later]);
    expect(await tableCount(pair.one)).toBe(before + 1);
  });

  test("a database of a newer program is refused", async () => {
    const refusal = migrate(pair.one, migrations);
    await expect(refusal).rejects.toMatchObject({ code: "conflict", hint: expect.stringContaining("newer Moltbot") });
    await expect(refusal).rejects.toThrow(`has version ${later.version}; this program knows ${migrations.length}`);
  });

  test("a step of another build is refused", async () => {
    const other = { ...later, sql: "create table later (id bigint)" };
    await expect(migrate(pair.one, [...migrations, other])).rejects.toThrow(/later.* is not the one/);
  });
});

describe("versions of the steps", () => {
  test("count from 1 without a gap", () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, i) => i + 1));
  });
});

/** Seals events of these numbers, one by one, as the version before blocks did. */
async function sealEach(driver: Driver, numbers: readonly number[]): Promise<readonly Seal[]> {
  const rows = await driver.query("select written::float8 as n, row, data from audit_rows");
  const byNumber = new Map(
    rows.map((row) => [Number(row["n"]), { ...(row["row"] as StoredAuditRow), data: row["data"] as JsonObject }]),
  );
  const seals = sealRows(
    emptyChain,
    numbers.map((n) => byNumber.get(n) as StoredAuditRow),
  );
  const { seq, hash } = seals.at(-1) ?? emptyChain;
  await driver.query(
    `with s as (select * from jsonb_to_recordset($1::text::jsonb) as s(seq bigint, written bigint, hash text)),
       sealed as (insert into audit_seals select seq, written, hash from s),
       ended as (update audit_ends set head_seq = $2::bigint, head_hash = $3::text)
     delete from audit_unsealed u using s where u.written = s.written`,
    [JSON.stringify(seals.map((seal, i) => ({ ...seal, written: numbers[i] }))), seq, hash],
  );
  return seals;
}

describe.each([
  ["Postgres", onPostgres],
  ["PGlite", onPglite],
] as const)("a log that was sealed event by event, on %s", (_, open) => {
  test("is the same chain in blocks, and goes on", async () => {
    const { one, close } = await open();
    const before = migrations.findIndex(({ name }) => name === "audit blocks");
    await migrate(one, migrations.slice(0, before));
    const numbers = Array.from({ length: 2_600 }, (_, i) => i + 1);
    const rows = numbers.map((i) => ({ ...toRow(sampleEvent(i), deps), digest: undefined }));
    await one.query("select audit_append($1::text::jsonb)::text", [JSON.stringify(rows)]);
    await one.query("delete from audit_personal where written = 7");
    // Every fiftieth of the newer ones came late, and the newest not yet.
    const isLate = (n: number): boolean => n > 1_600 && n % 50 === 0;
    const sealed = [
      ...numbers.filter((n) => !isLate(n) && n < 2_590),
      ...numbers.filter((n) => isLate(n) && n < 2_500),
    ];
    const seals = await sealEach(one, sealed);
    const people = "select written::float8 as n, people, personal, withheld from audit_rows order by written";
    const known = await one.query(people);
    await migrate(one, migrations);
    const found = await one.query(
      "select written::float8 as n, seq::float8 as seq, row->>'hash' as hash from audit_rows where seq is not null order by seq",
    );
    expect(found).toEqual(seals.map((seal, i) => ({ n: sealed[i], ...seal })));
    expect(await one.query(people)).toEqual(known);
    const { audit } = await openStorage(one, deps);
    await audit.append([sampleEvent(0)]);
    expect(await audit.seal()).toBe(2_601 - seals.length);
    const verdict = await audit.verify({ remembered: seals.at(-1) as ChainHead });
    expect(verdict).toMatchObject({ ok: true, checked: 2_601 });
    await gapsClose(one, audit);
    await close();
  });
});

describe("opening Postgres", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(inject("databaseUrl"));
  });
  afterAll(() => database.drop());

  test("four processes open an empty database at once", async () => {
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgres({ url: database.url, ...deps })));
    await Promise.all(opened.map((storage) => storage.check()));
    await Promise.all(opened.map((storage) => storage.close()));
  });

  test("says what is wrong when it cannot, and never the password", async () => {
    const at = (change: (url: URL) => void): string => {
      const url = new URL(database.url);
      url.password = "s3cret-word";
      change(url);
      return url.href;
    };
    const cases: readonly (readonly [string, string, RegExp])[] = [
      [at((url) => (url.port = "1")), "unavailable", /:1 cannot be reached/],
      [at((url) => (url.pathname = "/no_such_database")), "unavailable", /has no database "no_such_database"/],
      [at((url) => (url.username = "no_such_user")), "unavailable", /refuses the user "no_such_user"/],
      [
        at((url) => (url.hostname = "no-such-host.invalid")),
        "unavailable",
        /no-such-host\.invalid:\d+ cannot be reached/,
      ],
      ["mysql://root@localhost", "invalid", /postgres:\/\//],
      ["postgres://u:s3cret-word@[bad", "invalid", /cannot be read/],
    ];
    for (const [url, code, message] of cases) {
      const error: unknown = await openPostgres({ url, ...deps }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code, hint: expect.any(String), message: expect.stringMatching(message) });
      expect(JSON.stringify(error) + String(error)).not.toContain("s3cret");
    }
  });
});
