import type { Principal } from "@moltbot/core";
import {
  type Choice,
  longestBlock,
  type PairingChange,
  type PairingStore,
  pairingSubject,
  type Standing,
  type User,
  type UserQuery,
} from "@moltbot/pairing";
import { commitChanges, createApprovalStore } from "./approvals.ts";
import type { Driver, Queries, Row } from "./driver.ts";
import { listDelegations, listEnding } from "./pairing-life.ts";
import type { Suppression } from "./privacy/suppression.ts";
import { goodQuestions, type StoreDeps } from "./questions.ts";
import { goodOnes, isFields } from "./records.ts";
import { keyOf, storable } from "./text.ts";

const mostFound = 50;

const columns = "record, pending, choice_of(channel, account, id) as choice";

type KnownUser = Omit<User, "pending" | "choice">;

const isUser = (value: unknown): value is KnownUser =>
  isFields(value) && isFields(value["principal"]) && isFields(value["profile"]);

/** Damaged, it counts as a choice of nothing: nobody gets the agent's usual permissions by accident. */
function choiceIn({ choice }: Row): Pick<User, "choice"> {
  if (choice === null || choice === undefined) return {};
  return { choice: isChoice(choice) ? choice : { permissions: [], chosenAt: 0, chosenBy: "unreadable" } };
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");

const isChoice = (value: unknown): value is Choice =>
  isFields(value) &&
  ["undefined", "string"].includes(typeof value["agent"]) &&
  (value["permissions"] === undefined || isTexts(value["permissions"])) &&
  typeof value["chosenAt"] === "number" &&
  typeof value["chosenBy"] === "string";

/** Everything that could be the id in `text`: all of it, or what follows one of its colons. */
function idsIn(text: string): readonly string[] {
  const parts = text.split(":");
  return parts.map((_, at) => parts.slice(at).join(":"));
}

function principalOf(change: PairingChange): Principal | undefined {
  switch (change.type) {
    case "file":
    case "update":
    case "discard":
      return change.approval.requester;
    case "put-delegation":
    case "remove-delegation":
      return undefined;
    case "put-grant":
    case "change-grant":
      return change.grant.principal;
    case "put-block":
      return change.block.principal;
    case "put-session":
      return change.session.principal;
    case "pin":
      return change.pin.principal;
    default:
      return change.principal;
  }
}

/** @throws MoltbotError `invalid` for somebody whose id cannot be a key as it is */
function checkKeys(changes: readonly PairingChange[]): void {
  for (const change of changes) {
    const principal = principalOf(change);
    if (principal !== undefined) keyOf(principal);
  }
}

/** People, grants, blocks and sessions in Postgres, together with the questions about them. */
export function createPairingStore(db: Driver, o: StoreDeps & { suppression: Suppression }): PairingStore {
  const pendingOf = async (row: Row): Promise<Pick<User, "pending">> => {
    if (row["pending"] === null) return {};
    const [pending] = await goodQuestions(db, { ...o, rows: [row], column: "pending" });
    return pending === undefined ? {} : { pending };
  };
  const users = async (rows: readonly Row[]): Promise<User[]> => {
    const found: User[] = [];
    for (const row of rows) {
      const [user] = goodOnes([row], { column: "record", table: "people", log: o.log, is: isUser });
      if (user !== undefined) found.push({ ...user, ...choiceIn(row), ...(await pendingOf(row)) });
    }
    return found;
  };

  return {
    approvals: createApprovalStore(db, o),

    standing: (principal, also = []) => standing(db, { principal, also, digest: o.suppression.digest }, pendingOf),

    async queue(channel, account) {
      const text = `select record from approval_records where kind = 'pairing' and status = 'pending' and created_at is not null
        and requester_channel = $1::text and requester_account = $2::text order by created_at, id`;
      const rows = await db.query(text, [storable(channel), storable(account)]);
      return goodQuestions(db, { ...o, rows, column: "record" });
    },

    async user(principal) {
      const text = `select ${columns} from user_records where channel = $1::text and account = $2::text and id = $3::text`;
      return (await users(await db.query(text, keyOf(principal))))[0];
    },

    async find(text) {
      const name = text.startsWith("@") && text.length > 1 ? storable(text) : null;
      const sql = `select ${columns} from user_records
        where (id in (select jsonb_array_elements_text($2::text::jsonb)) and $1::text in (id, channel || ':' || id,
            channel || case account when 'default' then '' else '/' || account end || ':' || id))
          or ($3::text is not null and bare_name(username) = bare_name($3::text))
        order by last_seen_at desc, channel, account, id limit ${mostFound}`;
      return users(await db.query(sql, [storable(text), JSON.stringify(idsIn(storable(text))), name]));
    },

    users: async (query) => users(await listUsers(db, query)),

    ending: (query) => listEnding(db, query, o.log),

    delegations: () => listDelegations(db, o.log),

    async commit(commit) {
      checkKeys(commit.changes);
      return o.suppression.commit(db, commit.changes, (queries) => commitChanges(queries, commit, o));
    },
  };
}

function listUsers(db: Queries, { state, channel, limit }: UserQuery = {}): Promise<readonly Row[]> {
  const filters = { paired: "paired", blocked: "blocked", pending: "pending is not null", any: "true" };
  const sql = `select ${columns} from user_records
    where ${filters[state ?? "any"]} and ($1::text is null or channel = $1::text)
    order by last_seen_at desc, channel, account, id limit $2::int`;
  return db.query(sql, [channel ?? null, limit ?? null]);
}

async function standing(
  db: Queries,
  { principal, also, digest }: { principal: Principal; also: readonly Principal[]; digest: Suppression["digest"] },
  pendingOf: (row: Row) => Promise<Pick<Standing, "pending">>,
): Promise<Standing> {
  const text = `select (select record from user_records where channel = $1::text and account = $2::text and id = $3::text),
    (select record from approval_records where kind = 'pairing' and status = 'pending' and subject = $4::text) as pending,
    (select ms(max(decided_at)) from approvals
      where kind = 'pairing' and status = 'denied' and subject = $4::text) as denied_at,
    choice_of($1::text, $2::text, $3::text) as choice,
    (select jsonb_agg(block_json(b) order by ord) from jsonb_array_elements($5::text::jsonb) with ordinality as e(w, ord)
      join blocks b on (b.channel, b.account, b.id) = (w->>0, w->>1, w->>2)) as blocks,
    suppressed_blocks($5::text::jsonb, $6::text::jsonb) as suppressed`;
  const [row = {}] = await db.query(text, [
    ...keyOf(principal),
    pairingSubject(principal),
    JSON.stringify([principal, ...also].map(keyOf)),
    JSON.stringify([principal, ...also].map(digest)),
  ]);
  const { record, denied_at: deniedAt, blocks, suppressed } = row;
  const { grant }: Pick<Standing, "grant"> = isUser(record) ? record : {};
  const block = longestBlock([blocks, suppressed].flatMap((list) => (Array.isArray(list) ? list : [])));
  return {
    ...(grant === undefined ? {} : { grant }),
    ...(block === undefined ? {} : { block }),
    ...choiceIn(row),
    ...(await pendingOf(row)),
    ...(typeof deniedAt === "number" ? { deniedAt } : {}),
  };
}
