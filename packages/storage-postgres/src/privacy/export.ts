import type { JsonObject } from "@moltbot/core";
import type { Subject } from "@moltbot/pairing/privacy";
import type { Driver } from "../driver.ts";
import {
  isTheirItem,
  isTheirLine,
  isTheirName,
  isTheirSession,
  isWho,
  isWhoAnywhere,
  subjectJson,
  theirConversations,
  theirQuestions,
} from "./fragments.ts";

/** A section's rows: columns `place` and `row`, in order of `place`; those after `$2` when it takes that. */
interface Section {
  readonly sql: string;
  /** Where it begins. Absent: all of it in one page, since there is no more than a row or a few. */
  readonly from?: string;
}

const page = 500;
const iso = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** Other people are no part of an export: their names do not leave the house with it. */
const someone = (name: string): string =>
  `case when ${isTheirName(name)} then 'self' when ${name} in ('operator', 'config') then ${name} else 'somebody else' end`;

const votesOn = (
  approval: string,
): string => `coalesce((select jsonb_agg(jsonb_build_object('by', ${someone("v.voter")},
  'decision', v.decision, 'at', ${iso("v.at")}, 'via', v.via) order by v.position)
  from approval_votes v where v.approval = ${approval}), '[]')`;

const profile = `select '' as place, jsonb_strip_nulls(jsonb_build_object('channel', p.channel, 'account', p.account, 'id', p.id,
    'displayName', p.display_name, 'username', p.username, 'phone', p.phone, 'firstSeenAt', ${iso("p.first_seen_at")},
    'lastSeenAt', ${iso("p.last_seen_at")})) as row
  from people p where ${isWho("p.")}`;

const pairing = `select '' as place, jsonb_strip_nulls(jsonb_build_object('grantedAt', ${iso("g.granted_at")},
    'renewedAt', ${iso("g.renewed_at")}, 'remindedAt', ${iso("g.reminded_at")}, 'lapsedAt', ${iso("g.lapsed_at")},
    'expiresAt', ${iso("g.expires_at")}, 'via', g.via,
    'approvedBy', (select jsonb_agg(${someone("n")}) from unnest(g.approved_by) n))) as row
  from grants g where ${isWho("g.")}`;

const blocks = `select '' as place, jsonb_strip_nulls(jsonb_build_object('blockedAt', ${iso("b.blocked_at")},
    'expiresAt', ${iso("b.expires_at")}, 'reason', b.reason, 'blockedBy', ${someone("b.blocked_by")})) as row
  from blocks b where ${isWho("b.")}`;

const sessions = `select '' as place, jsonb_strip_nulls(jsonb_build_object('agent', s.agent,
    'permissions', to_jsonb(s.permissions), 'createdAt', ${iso("s.created_at")})) as row
  from user_sessions s where ${isWho("s.")}
  union all select 'chosen', jsonb_strip_nulls(jsonb_build_object('chosenAgent', c.agent,
    'chosenPermissions', to_jsonb(c.permissions), 'chosenAt', ${iso("c.chosen_at")}, 'chosenBy', ${someone("c.chosen_by")}))
  from user_choices c where ${isWho("c.")} order by place`;

const delegations = `select '' as place, jsonb_build_object('role', case when ${isWhoAnywhere("d.from_")} then 'from' else 'to' end,
    'madeAt', ${iso("d.made_at")}, 'until', ${iso("d.until")}, 'madeBy', ${someone("d.made_by")}) as row
  from delegations d where ${isWhoAnywhere("d.from_")} or ${isWhoAnywhere("d.to_")}`;

const identities = `select '1' as place, jsonb_build_object('label', l.label, 'givenAt', ${iso("l.given_at")}, 'givenBy', ${someone("l.given_by")}) as row
    from identity_labels l where ${isWhoAnywhere("l.")}
  union all select '2', jsonb_strip_nulls(jsonb_build_object('linkedAs', p.name, 'linkedAt', ${iso("p.linked_at")}, 'linkedBy', ${someone("p.linked_by")},
      'identities', (select jsonb_agg(o.channel || ':' || o.id order by o.position) from identity_links o where o.person = p.person)))
    from linked_people p join identity_links k on k.person = p.person where ${isWhoAnywhere("k.")}
  union all select '3', jsonb_strip_nulls(jsonb_build_object('claims', c.entry, 'displayName', c.display_name, 'username', c.username,
      'firstAt', ${iso("c.first_at")}, 'lastAt', ${iso("c.last_at")}, 'times', c.times))
    from entry_claims c where ${isWho("c.")}
  union all select '4', jsonb_build_object('pinnedTo', n.entry, 'pinnedAt', ${iso("n.pinned_at")}, 'via', n.via)
    from entry_pins n where ${isWho("n.")} order by place`;

const requests = `select a.id as place, jsonb_strip_nulls(jsonb_build_object('id', a.id, 'kind', a.kind, 'status', a.status,
    'createdAt', ${iso("a.created_at")}, 'expiresAt', ${iso("a.expires_at")}, 'decidedAt', ${iso("a.decided_at")},
    'because', a.because, 'required', a.required, 'votes', ${votesOn("a.id")}, 'asked', a.payload,
    'run', (select jsonb_strip_nulls(jsonb_build_object('claimedAt', ${iso("r.claimed_at")}, 'finishedAt',
      ${iso("r.finished_at")}, 'outcome', r.outcome, 'code', r.code)) from command_runs r where r.approval = a.id))) as row
  from approvals a where a.id in ${theirQuestions} and a.id > $2::text order by a.id limit ${page}`;

const votes = `select v.approval as place, jsonb_strip_nulls(jsonb_build_object('request', v.approval,
    'decision', v.decision, 'at', ${iso("v.at")}, 'via', v.via, 'scope', v.scope)) as row
  from approval_votes v where (${isWho("v.from_")} or ${isTheirName("v.voter")}) and v.approval > $2::text
  order by v.approval limit ${page}`;

const commandGrants = `select g.id as place, jsonb_strip_nulls(jsonb_build_object('id', g.id, 'agent', g.agent, 'scope', g.scope,
    'session', g.session, 'request', g.approval, 'grantedAt', ${iso("g.granted_at")}, 'expiresAt', ${iso("g.expires_at")},
    'revokedAt', ${iso("g.revoked_at")}, 'what', g.payload,
    'grantedBy', (select jsonb_agg(${someone("n")}) from unnest(g.granted_by) n))) as row
  from command_grants g where (g.approval in ${theirQuestions} or ${isTheirSession("g.session")}) and g.id > $2::text
  order by g.id limit ${page}`;

const history = `select h.seq::text as place, jsonb_build_object('session', h.session, 'role', h.role, 'text', h.text,
    'at', ${iso("h.at")}) as row
  from history h where ${isTheirLine} and h.seq > $2::text::bigint order by h.seq limit ${page}`;

const received = `select i.seq::text as place, jsonb_strip_nulls(jsonb_build_object('id', i.item_id, 'kind', i.kind,
    'state', i.state, 'receivedAt', ${iso("i.received_at")}, 'text', i.item #> '{message,text}',
    'pressed', i.item #> '{action,payload}', 'sender', coalesce(i.item #> '{message,sender}', i.item #> '{action,by}'),
    'attachments', i.item #> '{message,attachments}')) as row
  from inbox i where ${isTheirItem} and i.seq > $2::text::bigint order by i.seq limit ${page}`;

const outgoing = `select o.seq::text as place, jsonb_strip_nulls(jsonb_build_object('state', o.state, 'text', o.message->'text',
    'createdAt', ${iso("o.created_at")}, 'attempts', o.attempts, 'because', o.because)) as row
  from outbox o where o.conversation in ${theirConversations} and o.seq > $2::text::bigint order by o.seq limit ${page}`;

const conversations = `select c.id::text as place, jsonb_strip_nulls(jsonb_build_object('chat', c.chat, 'kind', c.kind,
    'thread', nullif(c.thread, ''))) as row from conversations c where c.id in ${theirConversations} order by c.id`;

// What a row says about somebody else is told only where this person did it.
const audit = `select e.written::text as place, jsonb_strip_nulls(jsonb_build_object('id', e.id, 'at', ${iso("e.at")},
    'event', e.event, 'outcome', e.outcome, 'reason', e.reason, 'ref', e.ref, 'data', e.data,
    'role', case when ${isWho("e.actor_")} and ${isWho("e.subject_")} then 'both' when ${isWho("e.actor_")} then 'actor' else 'subject' end,
    'about', case when coalesce(${isWho("e.subject_")}, e.subject_id is null) then nullif(coalesce(e.personal, '{}') || coalesce(e.withheld, '{}'), '{}') end)) as row
  from audit_events e
  where (${isWho("e.actor_")} or ${isWho("e.subject_")}) and e.written > $2::text::bigint order by e.written limit ${page}`;

/** The sections of an export that come from the database, in its order. */
export const exportSections: Readonly<Record<string, Section>> = {
  profile: { sql: profile },
  pairing: { sql: pairing },
  blocks: { sql: blocks },
  sessions: { sql: sessions },
  delegations: { sql: delegations },
  identities: { sql: identities },
  requests: { sql: requests, from: "" },
  votes: { sql: votes, from: "" },
  "command-grants": { sql: commandGrants, from: "" },
  history: { sql: history, from: "0" },
  received: { sql: received, from: "0" },
  outgoing: { sql: outgoing, from: "0" },
  conversations: { sql: conversations },
  audit: { sql: audit, from: "0" },
};

/** The rows of a section about one person, a page in memory at a time. */
export async function* exportSection(db: Driver, name: string, subject: Subject): AsyncIterable<JsonObject> {
  const section = exportSections[name];
  if (section === undefined) return;
  const who = subjectJson(subject);
  let after = section.from;
  for (;;) {
    const rows = await db.query(section.sql, after === undefined ? [who] : [who, after]);
    for (const { row } of rows) yield row as JsonObject;
    if (after === undefined || rows.length < page) return;
    after = String(rows.at(-1)?.["place"]);
  }
}
