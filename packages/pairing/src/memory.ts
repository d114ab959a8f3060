import {
  type Approval,
  type ApprovalChange,
  createMemoryApprovals,
  type EventSink,
  type MemoryApprovals,
} from "@moltbot/approvals";
import { type Notice, type Principal, principalKey } from "@moltbot/core";
import { checkPeople } from "./check-people.ts";
import { type Delegation, delegatorKey } from "./delegation.ts";
import { longestBlock, selectEnding } from "./grant.ts";
import { createMemoryIdentities, type MemoryIdentities } from "./identities/memory.ts";
import { namesPerson } from "./person-text.ts";
import {
  type Block,
  type Choice,
  type Grant,
  type PairingChange,
  type PairingStore,
  pairingSubject,
  type Standing,
  type User,
  type UserQuery,
  type UserSession,
} from "./store.ts";

type Seen = Pick<User, "principal" | "profile" | "firstSeenAt" | "lastSeenAt">;

interface Tables {
  readonly approvals: MemoryApprovals;
  readonly seen: Map<string, Seen>;
  readonly grants: Map<string, Grant>;
  readonly blocks: Map<string, Block>;
  readonly sessions: Map<string, UserSession>;
  readonly choices: Map<string, Choice>;
  readonly delegations: Map<string, Delegation>;
  readonly identities: MemoryIdentities;
}

/**
 * A {@link PairingStore} of one process, for tests and for programs that need no memory of their people. `record` gets the
 * events of every commit in the same step as its changes, `notify` the messages that it owes. `identities`: keeps what its
 * commits tie to people.
 */
export function createMemoryPairing(
  o: { record?: EventSink; notify?: (notices: readonly Notice[]) => void; identities?: MemoryIdentities } = {},
): PairingStore {
  const approvals = createMemoryApprovals(o);
  const [seen, grants, blocks] = [new Map<string, Seen>(), new Map<string, Grant>(), new Map<string, Block>()];
  const identities = o.identities ?? createMemoryIdentities();
  const rest = { sessions: new Map(), choices: new Map(), delegations: new Map(), identities };
  const tables: Tables = { approvals, seen, grants, blocks, ...rest };
  return {
    approvals,
    async standing(principal, also = []) {
      return standing(tables, principal, also);
    },
    async queue(channel, account) {
      const pending = await approvals.pending({ kind: "pairing" });
      return pending.filter(({ requester }) => requester?.channel === channel && requester.account === account);
    },
    async user(principal) {
      const seen = tables.seen.get(principalKey(principal));
      return seen === undefined ? undefined : toUser(tables, seen);
    },
    async find(text) {
      const found = [...tables.seen.values()].filter(({ principal, profile }) =>
        namesPerson(text, { principal, ...(profile.username === undefined ? {} : { username: profile.username }) }),
      );
      return found.slice(0, 50).map((seen) => toUser(tables, seen));
    },
    async users(query = {}) {
      return listUsers(tables, query);
    },
    async ending(query) {
      return selectEnding(tables.grants.values(), query);
    },
    async delegations() {
      return [...tables.delegations.values()].sort((a, b) => a.madeAt - b.madeAt);
    },
    async commit({ changes, events, notices }) {
      const because = check(tables, changes);
      if (because !== undefined) return { status: "conflict", because };
      for (const change of changes) apply(tables, change);
      o.record?.(events);
      if (notices !== undefined) o.notify?.(notices);
      return { status: "committed" };
    },
  };
}

function check(tables: Tables, changes: readonly PairingChange[]): string | undefined {
  return checkPeople(tables, changes) ?? tables.approvals.check(changes.flatMap(questionIn));
}

/** What a change does to a question; one that is discarded ends first. */
function questionIn(change: PairingChange): ApprovalChange[] {
  if (change.type === "discard") return [{ ...change, type: "update" }];
  return change.type === "file" || change.type === "update" ? [change] : [];
}

function apply(tables: Tables, change: PairingChange): void {
  switch (change.type) {
    case "file":
    case "update":
      tables.approvals.apply([change]);
      return;
    case "discard":
      discard(tables, change.approval);
      return;
    case "put-user":
      putUser(tables, change);
      return;
    case "put-grant":
    case "change-grant":
      tables.grants.set(principalKey(change.grant.principal), change.grant);
      return;
    case "put-block":
      tables.blocks.set(principalKey(change.block.principal), change.block);
      return;
    case "put-session":
      tables.sessions.set(principalKey(change.session.principal), change.session);
      return;
    case "remove-grant":
      tables.grants.delete(principalKey(change.principal));
      tables.identities.unpinAll(change.principal);
      return;
    case "pin":
      tables.identities.pin(change);
      return;
    case "remove-block":
      tables.blocks.delete(principalKey(change.principal));
      return;
    case "remove-session":
      tables.sessions.delete(principalKey(change.principal));
      tables.choices.delete(principalKey(change.principal));
      return;
    case "choose":
      choose(tables, change);
      return;
    case "put-delegation":
      tables.delegations.set(delegatorKey(change.delegation), change.delegation);
      return;
    case "remove-delegation":
      tables.delegations.delete(delegatorKey(change.delegation));
  }
}

function choose(tables: Tables, { principal, choice }: Extract<PairingChange, { type: "choose" }>): void {
  const key = principalKey(principal);
  if (choice === undefined) tables.choices.delete(key);
  else tables.choices.set(key, choice);
}

function discard(tables: Tables, { id, requester }: Approval): void {
  tables.approvals.discard(id);
  if (requester === undefined) return;
  const key = principalKey(requester);
  const { grants, blocks, sessions, choices } = tables;
  const known = [grants, blocks, sessions, choices].some((table) => table.has(key));
  const asked = [...tables.approvals.all()].some((other) => other.subject === pairingSubject(requester));
  if (!known && !asked) tables.seen.delete(key);
}

function putUser(tables: Tables, change: Extract<PairingChange, { type: "put-user" }>): void {
  const { principal, profile, seenAt } = change;
  const before = tables.seen.get(principalKey(principal));
  if (before !== undefined && before.lastSeenAt > seenAt) return;
  const firstSeenAt = before?.firstSeenAt ?? seenAt;
  tables.seen.set(principalKey(principal), { principal, profile, firstSeenAt, lastSeenAt: seenAt });
}

function standing(tables: Tables, principal: Principal, also: readonly Principal[] = []): Standing {
  const key = principalKey(principal);
  const block = longestBlock([principal, ...also].flatMap((who) => tables.blocks.get(principalKey(who)) ?? []));
  const [grant, choice] = [tables.grants.get(key), tables.choices.get(key)];
  let pending: Approval | undefined;
  let deniedAt: number | undefined;
  for (const approval of tables.approvals.all()) {
    if (approval.kind !== "pairing" || approval.subject !== pairingSubject(principal)) continue;
    if (approval.status === "pending") pending = approval;
    if (approval.status === "denied") deniedAt = Math.max(deniedAt ?? 0, approval.decidedAt ?? 0);
  }
  return {
    ...(grant === undefined ? {} : { grant }),
    ...(block === undefined ? {} : { block }),
    ...(choice === undefined ? {} : { choice }),
    ...(pending === undefined ? {} : { pending }),
    ...(deniedAt === undefined ? {} : { deniedAt }),
  };
}

function toUser(tables: Tables, seen: Seen): User {
  const { deniedAt: _deniedAt, ...rest } = standing(tables, seen.principal);
  const session = tables.sessions.get(principalKey(seen.principal));
  return { ...seen, ...rest, ...(session === undefined ? {} : { session }) };
}

function listUsers(tables: Tables, query: UserQuery): readonly User[] {
  const inState = (user: User): boolean =>
    query.state === undefined ||
    { paired: user.grant, blocked: user.block, pending: user.pending }[query.state] !== undefined;
  return [...tables.seen.values()]
    .filter(({ principal }) => query.channel === undefined || principal.channel === query.channel)
    .map((seen) => toUser(tables, seen))
    .filter(inState)
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
    .slice(0, query.limit);
}
