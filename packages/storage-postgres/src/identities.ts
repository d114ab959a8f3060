import { isMoltbotError } from "@moltbot/core";
import type { Claim, IdentityChange, IdentityStore, Label, LinkedPerson, Pin } from "@moltbot/pairing";
import type { Queries } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { corrupt, goodOnes, isFields } from "./records.ts";
import { exactly, keyOf, storable, toJsonb } from "./text.ts";

const isRecord = <T>(value: unknown): value is T => isFields(value);

/** What a row is found by is never mended. */
function checkKeys(change: IdentityChange): void {
  switch (change.type) {
    case "pin":
      keyOf(change.pin.principal);
      exactly(change.pin.entry, "entry");
      return;
    case "claim":
      keyOf(change.claim.principal);
      exactly(change.claim.entry, "entry");
      return;
    case "unpin":
      keyOf(change.principal);
      exactly(change.entry, "entry");
      return;
    case "put-label":
      exactly(change.label.identity.id, "identity");
      return;
    case "put-person":
      for (const { id } of change.person.identities) exactly(id, "identity");
      return;
    default:
  }
}

/** Labels, links, claims and pins in Postgres. */
export function createIdentityStore(db: Queries, o: StoreDeps): IdentityStore {
  return {
    async look(who) {
      const text = `select (select revision from identity_revision where one) as revision, coalesce((select jsonb_agg(p.entry
        order by p.pinned_at, p.entry) from entry_pins p where p.channel = $1::text and p.account = $2::text
          and p.id = $3::text), '[]') as pins`;
      const [row] = await db.query(text, keyOf(who));
      const { revision, pins } = row ?? {};
      return { revision: Number(revision), pins: Array.isArray(pins) ? pins.map(String) : [] };
    },

    async said() {
      // One statement sees one state: labels, links and the number that says which they are.
      const text = `select (select revision from identity_revision where one) as revision,
        coalesce((select jsonb_agg(label_json(l) order by l.channel, l.id, l.label) from identity_labels l), '[]') as labels,
        coalesce((select jsonb_agg(linked_json(p) order by p.linked_at, p.person) from linked_people p), '[]') as people`;
      const [row] = await db.query(text);
      const { revision, labels, people } = row ?? {};
      if (!Array.isArray(labels) || !Array.isArray(people)) throw corrupt("identity_labels", "all");
      return { revision: Number(revision), labels: labels as Label[], people: people as LinkedPerson[] };
    },

    async claims({ channel, limit }) {
      const text = `select claim_json(c) as record from entry_claims c where $1::text is null or c.channel = $1::text
        order by c.last_at desc, c.channel, c.account, c.id, c.entry limit $2::int`;
      const rows = await db.query(text, [channel === undefined ? null : storable(channel), limit]);
      return goodOnes(rows, { column: "record", table: "entry_claims", log: o.log, is: isRecord<Claim> });
    },

    async pins({ channel, account, entry, id }) {
      const text = `select pin_json(p) as record from entry_pins p where p.channel = $1::text and p.account = $2::text
        and ($3::text is null or p.entry = $3::text) and ($4::text is null or p.id = $4::text)
        order by p.pinned_at, p.id, p.entry`;
      const optional = (value: string | undefined): string | null => (value === undefined ? null : storable(value));
      const rows = await db.query(text, [storable(channel), storable(account), optional(entry), optional(id)]);
      return goodOnes(rows, { column: "record", table: "entry_pins", log: o.log, is: isRecord<Pin> });
    },

    async commit({ changes, events, revision }) {
      for (const change of changes) checkKeys(change);
      try {
        await db.query("select identities_commit($1::text::jsonb, $2::text::jsonb, $3::float8::bigint)::text", [
          toJsonb(changes),
          auditRows(events, o.random),
          revision ?? null,
        ]);
        return { status: "committed" };
      } catch (error) {
        if (isMoltbotError(error) && error.code === "conflict") return { status: "conflict", because: error.message };
        throw error;
      }
    },
  };
}
