import { approvalEvent } from "@moltbot/approvals";
import { sampleApproval } from "@moltbot/approvals/testing";
import { formatPrincipal, type Principal } from "@moltbot/core";
import { pairingSubject } from "@moltbot/pairing";
import { arrive, ending } from "@moltbot/sessions/testing";
import type { Driver } from "../../src/driver.ts";
import type { PostgresStorage } from "../../src/storage.ts";
import { meddle } from "../support/open.ts";
import { type profileOfZora, start } from "./support.ts";

interface Life {
  readonly who: Principal;
  readonly profile: typeof profileOfZora;
  readonly text: string;
}

const owner = { channel: "telegram", account: "default", id: "1" } as const;

/** Lets somebody leave traces in every table that knows people. */
export async function live(storage: PostgresStorage, driver: Driver, life: Life): Promise<void> {
  await asks(storage, life);
  await talks(storage, life);
  await decides(driver, life);
}

async function asks(storage: PostgresStorage, { who, profile, text }: Life): Promise<void> {
  const payload = { channel: who.channel, account: who.account, userId: who.id, ...profile, firstMessage: text };
  const asked = sampleApproval({ subject: pairingSubject(who), requester: who, payload });
  const command = sampleApproval({
    kind: "exec",
    subject: `d-${who.id}`,
    requester: who,
    payload: { ...payload, line: text },
  });
  const vote = { by: "operator", decision: "approve", at: start, via: "cli" } as const;
  const done = { status: "approved", version: 2, decidedAt: start, votes: [vote] } as const;
  const grant = { principal: who, grantedAt: start, via: asked.id, approvedBy: ["operator"] };
  const event = approvalEvent(asked, "requested", {
    at: start,
    policy: "1",
    actor: { kind: "person", principal: who },
    outcome: "done",
    personal: payload,
  });
  const written = await storage.pairing.commit({
    changes: [
      { type: "put-user", principal: who, profile, seenAt: start },
      { type: "file", approval: { ...asked, ...done } },
      { type: "file", approval: { ...command, ...done } },
      { type: "put-grant", grant },
      { type: "put-session", session: { principal: who, agent: "main", permissions: ["read"], createdAt: start } },
      { type: "choose", principal: who, choice: { agent: "main", chosenAt: start, chosenBy: "operator" } },
    ],
    events: [event],
    notices: [
      { to: who, text: `You are paired, ${profile.displayName}` },
      { to: owner, card: asked.id, text: `From: ${profile.displayName} "${text}"` },
    ],
  });
  if (written.status !== "committed") throw new Error(written.because);
  await storage.grants.commit({
    changes: [
      {
        type: "grant",
        grant: {
          ...{
            id: `grant_${who.id}`,
            kind: "exec",
            subject: `d-${who.id}`,
            scope: "session",
            agent: "main",
            version: 1,
          },
          ...{ session: formatPrincipal(who), approval: command.id, grantedAt: start, grantedBy: ["operator"] },
          payload: { line: text },
        },
      },
    ],
    events: [],
  });
  await storage.grants.claimRun({ approval: command.id, now: start, runTtlMs: 1000, events: [] });
}

async function talks(storage: PostgresStorage, { who, profile, text }: Life): Promise<void> {
  const place = { channel: who.channel, account: who.account, kind: "dm", id: who.id } as const;
  const said = (
    n: number,
    conversation:
      | typeof place
      | { readonly id: string; readonly kind: "dm" | "group"; readonly channel: string; readonly account: string },
    from = who.id,
  ) => ({
    kind: "message" as const,
    message: {
      ...{ id: `${conversation.id}:${n}${who.id.length}`, event: "message" as const, conversation, text, at: start },
      ...{ mentionsBot: false, repliesToBot: false, own: false, attachments: [] },
      sender: { id: from, ...profile, isBot: false },
    },
  });
  const [first = 0] = await arrive(storage.messages, said(1, place));
  const session = formatPrincipal(who);
  await storage.messages.complete(
    [
      ending(first, {
        redact: false,
        history: [
          { session, role: "user", text: `I am ${profile.displayName}: ${text}`, at: start },
          { session: `greeting ${session}`, role: "user", text, at: start },
        ],
        outbox: [{ conversation: place, message: { text: `Hello ${profile.displayName}` } }],
        events: [
          {
            ...{ event: "access.admitted", at: start, outcome: "allowed", reason: `paired (${text})` },
            ...{ actor: { kind: "person", principal: who }, subject: who, ref: session },
          },
        ],
      }),
    ],
    start,
  );
  // Waiting, in a group, in a direct chat with an id of its own, and what the owner said about them.
  await arrive(storage.messages, said(2, place));
  await arrive(storage.messages, said(3, { ...place, kind: "group", id: "-100" }));
  const [group = 0] = await arrive(storage.messages, said(6, { ...place, kind: "group", id: "-101" }));
  const line = { session: "#telegram:-101", at: start };
  const lines = [
    { ...line, role: "user" as const, text },
    { ...line, role: "assistant" as const, text: `Hello ${profile.displayName}` },
  ];
  await storage.messages.complete([ending(group, { redact: false, history: lines })], start);
  await arrive(storage.messages, said(4, { ...place, id: `dm-${who.id}-x` }));
  const about = said(5, { ...place, id: owner.id }, owner.id);
  const [block = 0] = await arrive(storage.messages, {
    ...about,
    message: { ...about.message, text: `/block ${session}`, sender: { id: owner.id, isBot: false } },
  });
  await storage.messages.complete([ending(block, { redact: false })], start);
  const taken = await storage.messages.takeOutbox({ limit: 50, now: Date.now() + 1000 });
  const cards = taken.filter(({ card }) => card !== undefined);
  await storage.messages.sent(
    cards.map(({ seq }) => ({ seq, messageIds: [`${owner.id}:9 to ${who.id}`] })),
    start,
  );
}

/** What they decided about others, and what was decided about them: where a name stands in a row of somebody else. */
async function decides(driver: Driver, { who, profile, text }: Life): Promise<void> {
  const name = formatPrincipal(who);
  const key = `'${who.channel}', '${who.account}', '${who.id}'`;
  const link = profile.displayName;
  const other = `other${who.id.length}`;
  await meddle(
    driver,
    `insert into people values ('telegram', 'default', '${other}', 'Other', null, null, now(), now());
     insert into grants (channel, account, id, granted_at, via, approved_by)
       values ('telegram', 'default', '${other}', now(), 'forced', array['operator', '${name}']);
     insert into blocks (channel, account, id, blocked_at, blocked_by) values ('telegram', 'default', '${other}', now(), '${name}');
     insert into user_choices values ('telegram', 'default', '${other}', 'main', null, now(), '${name}');
     insert into blocks (channel, account, id, blocked_at, blocked_by, reason) values (${key}, now(), 'operator', '${text}');
     insert into delegations values ('telegram', '${who.id}', 'discord', '${other}', now(), now(), '${name}');
     insert into delegations values ('discord', '${other}', 'telegram', '${who.id}', now(), now(), 'operator');
     insert into identity_labels values ('telegram', '${who.id}', 'vip', now(), 'operator'), ('telegram', '${other}', 'vip', now(), '${name}');
     insert into linked_people values ('p${who.id.length}', '${link}', now(), '${name}');
     insert into identity_links values ('telegram', '${who.id}', 'p${who.id.length}', 1), ('discord', 'alias${who.id.length}', 'p${who.id.length}', 2);
     insert into entry_claims values (${key}, '@boss', '${link}', null, now(), now(), 1);
     insert into entry_pins values (${key}, '@boss', now(), array['${name}'], 'forced');
     insert into devices values ('${String(who.id.length).padStart(64, "0")}', 1, now(), null, '{"approvedBy": ["operator", "${name}"]}');
     insert into running_jobs values ('job_${key.length}', ${key}, '${name}', now(), '{"line": "${text}"}', 1);
     insert into device_join_codes values ('${String(who.id.length).padStart(64, "0")}', now(), '{"approvedBy": ["${name}"]}');
     insert into approvals (id, kind, subject, required, created_at, expires_at, status, version, payload)
       values ('pair_${other}', 'pairing', '${other}', 1, now(), now(), 'denied', 1, '{}');
     insert into approval_votes values ('pair_${other}', 1, '${name}', 'deny', now(), 'chat', null, ${key});
     update command_grants set revoked_by = '${name}', revoked_at = now(), granted_by = array['${name}'] where id = 'grant_${who.id}';
     insert into command_grants (id, kind, agent, subject, scope, approval, granted_at, granted_by, payload, version, revoked_at, revoked_by)
       values ('grant_${other}', 'exec', 'main', '${other}', 'always', 'pair_${other}', now(), array['${name}'], '{}', 1, now(), '${name}');`,
  );
}
