import { type Device, type DeviceStore, isRole, type JoinCode } from "@moltbot/device-pairing";
import { commitWith, createApprovalStore } from "./approvals.ts";
import type { Queries, Row } from "./driver.ts";
import type { StoreDeps } from "./questions.ts";
import { corrupt, goodOnes, isFields } from "./records.ts";
import { storable } from "./text.ts";

const table = "devices";
const columns =
  "jsonb_strip_nulls(record || jsonb_build_object('version', version, 'lastSeenAt', ms(last_seen_at))) as record, id";

/** Whether a record has the form of a device. */
function isDevice(value: unknown): value is Device {
  return (
    isFields(value) &&
    typeof value["id"] === "string" &&
    typeof value["publicKey"] === "string" &&
    typeof value["version"] === "number" &&
    isFields(value["client"]) &&
    Array.isArray(value["roles"]) &&
    value["roles"].every((one) => isFields(one) && isRole(one["role"]) && Array.isArray(one["scopes"]))
  );
}

/** Devices in Postgres. Who changes one names the version that they read. */
export function createDeviceStore(db: Queries, o: StoreDeps): DeviceStore {
  const one = ([row]: readonly Row[]): Device | undefined => {
    if (row === undefined) return undefined;
    const record = row["record"];
    if (!isDevice(record)) throw corrupt(table, String(row["id"]));
    return record;
  };
  return {
    approvals: createApprovalStore(db, o),
    async device(id) {
      return one(await db.query(`select ${columns} from devices where id = $1::text`, [storable(id)]));
    },
    async devices() {
      const rows = await db.query(`select ${columns} from devices order by created_at, id`, []);
      return goodOnes(rows, { column: "record", table, log: o.log, is: isDevice });
    },
    async byToken(hash) {
      const text = `select ${columns} from devices where id = (select device from device_tokens where hash = $1::text)`;
      return one(await db.query(text, [storable(hash)]));
    },
    async versions(ids) {
      if (ids.length === 0) return new Map();
      const text = `select id, version from devices where id in (select jsonb_array_elements_text($1::text::jsonb))`;
      const rows = await db.query(text, [JSON.stringify(ids.map(storable))]);
      return new Map(rows.map((row) => [String(row["id"]), Number(row["version"])]));
    },
    async joinCode(hash) {
      const [row] = await db.query("select record from device_join_codes where hash = $1::text", [storable(hash)]);
      return row?.["record"] as JoinCode | undefined;
    },
    async dropJoinCodes(now) {
      await db.query("delete from device_join_codes where expires_at <= ts($1::float8)", [now]);
    },
    async touch(id, at) {
      const text = `update devices set last_seen_at = ts($2::float8)
        where id = $1::text and (last_seen_at is null or last_seen_at < ts($2::float8))`;
      await db.query(text, [storable(id), at]);
    },
    commit: (commit) => commitWith(db, "commit_device_changes", commit, o),
  };
}
