import { testApprovalStore, testGrantStore, testJobBoard } from "@moltbot/approvals/testing";
import { type OpenedAudit, testAuditLog } from "@moltbot/audit/testing";
import { testChannelKeys } from "@moltbot/channel/testing";
import { testNonces, testWakeups } from "@moltbot/core/testing";
import { testBrowserStore, testDeviceStore } from "@moltbot/device-pairing/testing";
import { testIdentityStore, testPairingStore } from "@moltbot/pairing/testing";
import { testMessageStore } from "@moltbot/sessions/testing";
import { afterAll, beforeAll } from "vitest";
import type { PostgresStorage } from "../../src/storage.ts";
import { meddle, type Opened } from "./open.ts";

/** Every contract on one engine. Each store is opened twice on one database. */
export function testContracts(name: string, start: () => Promise<Opened>): void {
  let database: Opened;
  let first: PostgresStorage;
  let second: PostgresStorage;
  beforeAll(async () => {
    database = await start();
    [first, second] = [await database.open(), await database.open()];
  });
  afterAll(() => database.close());

  const twice = <T>(pick: (storage: PostgresStorage) => T) => {
    return async () => {
      await database.clear();
      return { a: pick(first), b: pick(second), first: pick(first), second: pick(second), close: async () => {} };
    };
  };
  testApprovalStore(
    name,
    twice((storage) => storage.approvals),
  );
  testPairingStore(
    name,
    twice((storage) => storage.pairing),
  );
  testIdentityStore(name, async () => {
    const { close } = await twice((storage) => storage.identities)();
    return {
      ...{ a: first.identities, b: second.identities, pairing: first.pairing, close },
      async events() {
        const rows = await database.driver.query("select event from audit_events order by written");
        return rows.map((row) => String(row["event"]));
      },
    };
  });
  testDeviceStore(
    name,
    twice((storage) => storage.devices),
  );
  testBrowserStore(name, async () => ({
    ...(await twice((storage) => storage.browsers)()),
    async events() {
      const rows = await database.driver.query("select event from audit_events order by written");
      return rows.map((row) => String(row["event"]));
    },
  }));
  testNonces(
    name,
    twice((storage) => storage.nonces),
  );
  testWakeups(
    name,
    twice((storage) => storage.wakeups),
  );
  testGrantStore(name, async () => {
    await database.clear();
    const [a, b] = [await database.open(), await database.open()];
    return {
      a: a.grants,
      b: b.grants,
      approvals: b.approvals,
      crashA: a.close,
      async events() {
        const rows = await database.driver.query("select event from audit_events order by written");
        return rows.map((row) => String(row["event"]));
      },
      close: async () => void (await Promise.all([a.close(), b.close()])),
    };
  });
  testJobBoard(name, async () => {
    await database.clear();
    const [a, b] = [await database.open(), await database.open()];
    const close = async (): Promise<void> => void (await Promise.all([a.close(), b.close()]));
    return { a: a.jobs, b: b.jobs, crashA: a.close, close };
  });
  testChannelKeys(name, async () => {
    await database.clear();
    const [a, b] = [await database.open(), await database.open()];
    const close = async (): Promise<void> => void (await Promise.all([a.close(), b.close()]));
    return { first: a.channelKeys, second: b.channelKeys, crashFirst: a.close, close };
  });
  testMessageStore(name, async () => {
    await database.clear();
    const [a, b] = [await database.open(), await database.open()];
    // A closed storage leaves its rows as a killed one does: only its sign of life is gone.
    const close = async (): Promise<void> => void (await Promise.all([a.close(), b.close()]));
    return { a: a.messages, b: b.messages, crashA: a.close, close };
  });
  testAuditLog(name, async () => ({
    ...(await twice((storage) => storage.audit)()),
    tamper: tamper(database),
    dump: () => dumpAudit(database),
  }));
}

function tamper({ driver }: Opened): OpenedAudit["tamper"] {
  const at = (id: string): string => `(select written from audit_events where id = '${id}')`;
  return {
    change: (id, reason) => meddle(driver, `update audit_events set reason = '${reason}' where id = '${id}'`),
    remove: (id) =>
      meddle(
        driver,
        // With its seal: what stands around it in its block stays where it is.
        `with b as (select s.*, (n - s.written)::int as k from ${at(id)} w(n) join audit_seals s on n >= s.written and n < s.written + count),
           gone as (delete from audit_seals s using b where s.seq = b.seq)
         select * into temp parts from b;
         insert into audit_seals select seq, written, k, substr(hashes, 1, k * 32) from parts where k > 0;
         insert into audit_seals select seq + k + 1, written + k + 1, count - k - 1, substr(hashes, (k + 1) * 32 + 1)
           from parts where k < count - 1;
         drop table parts;
         delete from audit_events where id = '${id}'`,
      ),
    swap: (one, other) =>
      meddle(
        driver,
        `create temp table moved on commit drop as
           select a.written as at, b.row->>'hash' as hash from audit_rows a join audit_rows b on a.written <> b.written
             where a.written in (${at(one)}, ${at(other)}) and b.written in (${at(one)}, ${at(other)});
         ${[one, other]
           .map(
             (id) => `update audit_seals set hashes = overlay(hashes placing decode(m.hash, 'hex')
                 from (m.at - written)::int * 32 + 1)
               from moved m where m.at = ${at(id)} and m.at >= written and m.at < written + count;`,
           )
           .join("\n")}`,
      ),
    moveFront: ({ seq, hash }) => meddle(driver, `update audit_ends set front_seq = ${seq}, front_hash = '${hash}'`),
    changeSubject: (id, subject, channel) =>
      meddle(
        driver,
        `update audit_events set subject_id = '${subject}',
           subject_channel = ${channel === undefined ? "subject_channel" : `'${channel}'`} where written = ${at(id)}`,
      ),
  };
}

/** Every column of every table of the log, whatever it is called. */
async function dumpAudit({ driver }: Opened): Promise<unknown> {
  const tables = await driver.query(
    `select table_name::text as name from information_schema.tables
       where table_schema = current_schema() and table_type = 'BASE TABLE' and starts_with(table_name::text, 'audit_')`,
  );
  const all = tables.map(async ({ name }) => [
    name,
    await driver.query(`select to_jsonb(t)::text as row from ${name} t`),
  ]);
  return Promise.all(all);
}
