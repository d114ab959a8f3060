import {
  holdsTheirName,
  isTheirItem,
  isTheirLine,
  isTheirName,
  isTheirSession,
  isWho,
  isWhoAnywhere,
  jsonNamesThem,
  mentions,
  place,
  renamed,
  renamedJson,
  theirConversations,
  theirQuestions,
} from "./fragments.ts";

/** How one table lets go of a person. Statements take the subject as `$1`, and where they need it what stands for them as `$2`. */
export interface PersonalTable {
  readonly table: string;
  /** Answers `n`: their rows. */
  readonly count: string;
  /** Each answers `n`, the rows it touched, and is repeated while that is a whole {@link batch}. */
  readonly erase: readonly string[];
  /** Instead of `erase`, when they are anonymised. */
  readonly anonymize?: readonly string[];
}

const counted = (change: string): string =>
  `with touched as (${change} returning 1) select count(*)::int as n from touched`;
const rows = (from: string, where: string): string => `select count(*)::int as n from ${from} where ${where}`;
const changed = (change: string): string => `with touched as (${change} returning 1), told as (update identity_revision
  set revision = revision + 1 where exists (select from touched)) select count(*)::int as n from touched`;
const gone = (from: string, where: string): string => counted(`delete from ${from} where ${where}`);
/** Most rows of a large table that one statement touches. */
export const batch = 5000;

function simple(table: string, where: string): PersonalTable {
  return { table, count: rows(table, where), erase: [gone(table, where)] };
}

/** Messages on their way in and out. What others wrote is cut only where it is done and names them. */
export const messageTables: readonly PersonalTable[] = [
  {
    table: "inbox",
    count: rows("inbox i", isTheirItem),
    erase: [
      gone("inbox i", isTheirItem),
      counted(
        `update inbox i set item = null where i.state <> 'waiting' and i.item is not null and ${mentions("i.item::text", "words")}`,
      ),
    ],
  },
  {
    table: "outbox",
    count: rows("outbox o", `o.conversation in ${theirConversations} or o.card in ${theirQuestions}`),
    erase: [
      gone(
        "outbox o",
        `o.conversation in ${theirConversations} or o.card in ${theirQuestions} or ${mentions("o.message::text", "marks")}
          or (o.state in ('unknown', 'failed') and ${mentions("o.message::text", "words")})`,
      ),
    ],
  },
  simple("cards", `conversation in ${theirConversations} or card in ${theirQuestions}`),
];

/** Conversations with agents, a batch at a time. */
export const historyTables: readonly PersonalTable[] = [
  {
    table: "history",
    count: rows("history", isTheirLine),
    erase: [gone("history", `seq in (select seq from history where ${isTheirLine} limit ${batch})`)],
    anonymize: [
      counted(`update history h set text = without_words(h.text, $1::text::jsonb->'words'),
          author = case when h.author is not null then ${place}->>'key' end,
          session = coalesce((select t from jsonb_array_elements_text($1::text::jsonb->'sessions') with ordinality as a(s, n)
            join jsonb_array_elements_text(${place}->'sessions') with ordinality as b(t, m) on n = m where s = h.session limit 1), h.session)
        where h.seq in (select seq from history where ${isTheirLine} limit ${batch})`),
    ],
  },
];

const votes = `${isWho("from_")} or ${isTheirName("voter")}`;

/** Questions that they asked, what came of them, and their votes on others. */
export const requestTables: readonly PersonalTable[] = [
  // A run names nobody: it goes with its question, and stays with it.
  { ...simple("command_runs", `approval in ${theirQuestions}`), anonymize: [] },
  // What runs is ended first; the row goes then, anyway.
  { table: "running_jobs", count: rows("running_jobs", isWho("who_")), erase: [gone("running_jobs", isWho("who_"))] },
  {
    table: "command_grants",
    count: rows("command_grants", `approval in ${theirQuestions} or ${isTheirSession("session")}`),
    erase: [
      gone("command_grants", `approval in ${theirQuestions} or ${isTheirSession("session")}`),
      counted(`update command_grants set granted_by = ${renamed("granted_by")} where ${holdsTheirName("granted_by")}`),
      counted(`update command_grants set revoked_by = ${place}->>'id' where ${isTheirName("revoked_by")}`),
    ],
  },
  {
    table: "approval_votes",
    count: rows("approval_votes", votes),
    erase: [
      counted(`update approval_votes set voter = (${place}->>'id') || '-' || position, from_channel = null, from_account = null, from_id = null
        where ${votes}`),
    ],
  },
  {
    table: "approvals",
    count: rows("approvals", `id in ${theirQuestions}`),
    erase: [gone("approvals", `id in ${theirQuestions}`)],
    anonymize: [
      gone("approvals", `id in ${theirQuestions} and status = 'pending'`),
      counted(`update approvals set requester_channel = ${place}->>'channel', requester_account = ${place}->>'account',
          requester_id = ${place}->>'id', version = version + 1, claimed = claimed or kind = 'exec',
          subject = case kind when 'pairing' then ${place}->>'key' else ${place}->>'id' || ' ' || id end,
          payload = jsonb_build_object('channel', ${place}->>'channel', 'account', ${place}->>'account', 'userId', ${place}->>'id')
        where id in ${theirQuestions}`),
    ],
  },
];

/** What operators say about who they are, and who they claim to be. Another number makes every process read it again. */
const identityTables: readonly PersonalTable[] = [
  {
    table: "identity_labels",
    count: rows("identity_labels", isWhoAnywhere()),
    erase: [
      changed(`delete from identity_labels where ${isWhoAnywhere()}`),
      counted(`update identity_labels set given_by = ${place}->>'id' where ${isTheirName("given_by")}`),
    ],
  },
  {
    table: "identity_links",
    count: rows("identity_links", isWhoAnywhere()),
    erase: [changed(`delete from identity_links where ${isWhoAnywhere()}`)],
  },
  {
    // One identity alone is linked to nobody.
    table: "linked_people",
    count: rows(
      "linked_people",
      `person in (select person from identity_links where ${isWhoAnywhere()})
      and (select count(*) from identity_links l where l.person = linked_people.person) < 3`,
    ),
    erase: [
      changed(
        `delete from linked_people where (select count(*) from identity_links l where l.person = linked_people.person) < 2`,
      ),
      counted(`update linked_people set linked_by = ${place}->>'id' where ${isTheirName("linked_by")}`),
    ],
  },
  simple("entry_claims", isWho()),
  {
    table: "entry_pins",
    count: rows("entry_pins", isWho()),
    erase: [
      gone("entry_pins", isWho()),
      counted(`update entry_pins set pinned_by = ${renamed("pinned_by")} where ${holdsTheirName("pinned_by")}`),
    ],
  },
];

/** What is no person's, but says who approved it. */
const approvedTables: readonly PersonalTable[] = ["devices", "device_join_codes"].map((table) => ({
  table,
  count: rows(table, jsonNamesThem("record")),
  erase: [counted(`update ${table} set record = ${renamedJson("record")} where ${jsonNamesThem("record")}`)],
}));

/** Their row, what hangs on it, and who they are said to be. */
export const peopleTables: readonly PersonalTable[] = [
  ...identityTables,
  ...approvedTables,
  {
    table: "grants",
    count: rows("grants", isWho()),
    erase: [
      gone("grants", isWho()),
      counted(`update grants set approved_by = ${renamed("approved_by")} where ${holdsTheirName("approved_by")}`),
    ],
  },
  {
    table: "blocks",
    count: rows("blocks", isWho()),
    erase: [
      gone("blocks", isWho()),
      counted(`update blocks set blocked_by = ${place}->>'id' where ${isTheirName("blocked_by")}`),
    ],
  },
  {
    table: "user_choices",
    count: rows("user_choices", isWho()),
    erase: [
      gone("user_choices", isWho()),
      counted(`update user_choices set chosen_by = ${place}->>'id' where ${isTheirName("chosen_by")}`),
    ],
  },
  simple("user_sessions", isWho()),
  {
    table: "delegations",
    count: rows("delegations", `${isWhoAnywhere("from_")} or ${isWhoAnywhere("to_")}`),
    erase: [
      gone("delegations", `${isWhoAnywhere("from_")} or ${isWhoAnywhere("to_")}`),
      counted(`update delegations set made_by = ${place}->>'id' where ${isTheirName("made_by")}`),
    ],
  },
  {
    table: "people",
    count: rows("people", isWho()),
    erase: [gone("people", isWho())],
    anonymize: [
      `with kept as (insert into people (channel, account, id, first_seen_at, last_seen_at)
          select ${place}->>'channel', ${place}->>'account', ${place}->>'id', p.first_seen_at, p.last_seen_at
          from people p where ${isWho("p.")} on conflict do nothing) select 0 as n`,
      gone("people", isWho()),
    ],
  },
];

/** The last to go: rows of other tables refer to them. Only with nobody else writing. */
export const lastTables: readonly PersonalTable[] = [simple("conversations", `id in ${theirConversations}`)];
