import type { Config } from "@moltbot/config";
import { type Clock, type DomainEvent, MoltbotError } from "@moltbot/core";
import type { Decider, Pairing } from "@moltbot/pairing";
import type { SessionLines } from "@moltbot/sessions";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { workspaceUser } from "../exec/run/workplaces.ts";
import { sessionIn } from "../flow/converse.ts";
import { knownOf } from "../flow/judge.ts";
import type { PersonService } from "../persons/person-service.ts";
import { explainTools } from "../policy/explain-tool.ts";
import type { Policy } from "../policy/policy.ts";
import type { Stores } from "../stores/stores.ts";
import type { WorkspaceNames } from "../workspaces/names.ts";
import { directoryOf } from "../workspaces/places.ts";
import { oneSession, readKey, sessionOf } from "./named.ts";
import type { NamedSession, ResetSession, SessionDetail, SessionService, SessionSummary } from "./session-service.ts";

/** What a {@link SessionService} works with. */
export interface SessionServiceParts {
  readonly config: () => Config;
  readonly policy: () => Policy;
  readonly stores: Pick<Stores, "messages" | "pairing" | "audit">;
  readonly pairing: Pairing;
  readonly exec: Pick<ExecApprovals, "pending" | "grants" | "revoke">;
  readonly persons: Pick<PersonService, "describe">;
  /** Names of working directories. */
  readonly names: WorkspaceNames;
  readonly stateDir: string;
  readonly clock: Clock;
}

const mostPaired = 1000;

/** Makes one. */
export function createSessionService(o: SessionServiceParts): SessionService {
  return {
    list: (wish) => list(o, wish),
    show: async (name) => show(o, await oneSession(o.pairing, name)),
    async history(name, by, { limit, cursor, archived = false }) {
      const named = await oneSession(o.pairing, name);
      const below = placeOf(cursor);
      const lines = await o.stores.messages.lines(named.key, {
        limit,
        archived,
        ...(below === undefined ? {} : { below }),
      });
      if (lines.length > 0) await o.stores.audit.append([event(o, named, by, "session.read")]);
      const first = lines.length < limit ? undefined : lines[0]?.seq;
      return { key: named.key, lines, ...(first === undefined ? {} : { next: String(first) }) };
    },
    reset: async (name, by) => reset(o, await oneSession(o.pairing, name), by),
  };
}

async function list(
  o: SessionServiceParts,
  { limit, cursor }: { limit: number; cursor?: string },
): ReturnType<SessionService["list"]> {
  const found: SessionLines[] = [];
  let below = placeOf(cursor);
  for (;;) {
    const page = await o.stores.messages.sessions({ limit, ...(below === undefined ? {} : { below }) });
    below = page.at(-1)?.newest;
    found.push(...page.filter(({ session }) => readKey(session) !== undefined));
    const isLast = page.length < limit;
    if (!isLast && found.length < limit) continue;
    const spoken = await Promise.all(found.slice(0, limit).map((one) => summaryOf(o, one)));
    const cut = found.length > limit ? found[limit - 1]?.newest : below;
    if (!isLast || found.length > limit)
      return { sessions: spoken, ...(cut === undefined ? {} : { next: String(cut) }) };
    return { sessions: [...spoken, ...(await silent(o))] };
  }
}

/** Who is paired and said nothing yet. */
async function silent(o: SessionServiceParts): Promise<readonly SessionSummary[]> {
  const users = await o.stores.pairing.users({ state: "paired", limit: mostPaired });
  const sessions = await Promise.all(
    users.map(async ({ principal }) => {
      const { key } = sessionOf(principal);
      const spoke = (await o.stores.messages.lines(key, { limit: 1 })).length > 0;
      return spoke ? undefined : summaryOf(o, { session: key, lines: 0 });
    }),
  );
  return sessions.filter((one) => one !== undefined);
}

async function summaryOf(
  o: SessionServiceParts,
  { session, lines, lastAt }: Pick<SessionLines, "session" | "lines"> & { lastAt?: number },
): Promise<SessionSummary> {
  const named = readKey(session) ?? { key: session };
  return { ...(await placed(o, named)).summary, lines, ...(lastAt === undefined ? {} : { lastAt }) };
}

/** Where a session is, who answers there, and what its rules are asked about. */
async function placed(o: SessionServiceParts, { key, who, group, thread }: NamedSession) {
  const policy = o.policy();
  const user = who === undefined ? undefined : await o.stores.pairing.user(who);
  const at = who ?? group ?? { channel: "?", account: "default", id: "?" };
  const conversation = {
    channel: at.channel,
    account: at.account,
    id: at.id,
    kind: who === undefined ? "group" : "dm",
  } as const;
  const names = knownOf(user?.profile ?? {}, user ?? {});
  // A group has one agent for everybody in it: who speaks does not matter, unless somebody's own rights are narrower.
  const { route, facts: own } = sessionIn(policy, { who: at, names, conversation });
  const facts = who === undefined ? withoutSpeaker(own, at.channel) : own;
  const sandboxed = policy.toolSession(facts).sandboxed === true;
  const place = workspaceUser(policy, { who: at, agentId: route.id, key });
  const summary = {
    key,
    kind: conversation.kind,
    channel: at.channel,
    account: at.account,
    ...(who === undefined ? { groupId: at.id } : { userId: at.id }),
    ...(thread === undefined ? {} : { thread }),
    agent: route.id,
    permissions: policy.permissionRule(facts).permissions,
    sandboxed,
    directory: await directoryOf({ ...o, config: o.config() }, place, sandboxed),
    ...(user?.session === undefined ? {} : { createdAt: user.session.createdAt }),
    lines: 0,
  };
  return { summary, facts };
}

function withoutSpeaker(
  { who: _who, names: _names, ...facts }: ReturnType<typeof sessionIn>["facts"],
  channel: string,
) {
  return { ...facts, channel };
}

async function show(o: SessionServiceParts, named: NamedSession): Promise<SessionDetail> {
  const { summary, facts } = await placed(o, named);
  const [lines, commands, grants] = await Promise.all([
    o.stores.messages.lines(named.key, { limit: 1001 }),
    o.exec.pending(),
    grantsIn(o, named.key),
  ]);
  if (named.who === undefined && lines.length === 0) {
    throw new MoltbotError("not_found", `nobody spoke to the bot in ${named.key}`, {
      hint: "moltbot sessions list shows where somebody did.",
    });
  }
  const policy = o.policy();
  const last = lines.at(-1);
  const tools = explainTools(o.config(), policy, facts).filter(({ decision }) => decision.allowed);
  return {
    ...summary,
    lines: lines.length,
    ...(last === undefined ? {} : { lastAt: last.at }),
    tools: tools.map(({ tool }) => tool),
    waiting: commands.filter(({ payload }) => payload["session"] === named.key).map(({ id }) => id),
    grants,
    ...(named.who === undefined ? {} : { person: await o.persons.describe(named.who) }),
  };
}

async function grantsIn(o: SessionServiceParts, key: string): Promise<readonly string[]> {
  const held = await o.exec.grants({ session: key });
  return held.filter(({ scope }) => scope === "session").map(({ id }) => id);
}

async function reset(o: SessionServiceParts, named: NamedSession, by: Decider): Promise<ResetSession> {
  const revoked: string[] = [];
  for (const id of await grantsIn(o, named.key)) {
    if ((await o.exec.revoke(id, by)).status === "revoked") revoked.push(id);
  }
  const events = [event(o, named, by, "session.reset")];
  const archived = await o.stores.messages.archive(named.key, events, o.clock.now());
  return { status: archived + revoked.length > 0 ? "done" : "unchanged", key: named.key, archived, revoked };
}

function event(o: SessionServiceParts, { key, who }: NamedSession, by: Decider, name: string): DomainEvent {
  return {
    event: name,
    at: o.clock.now(),
    outcome: "done",
    actor: by.kind === "operator" ? { kind: "operator", via: by.via } : { kind: "person", principal: by.principal },
    policy: o.policy().version,
    ...(who === undefined ? { personal: { session: key } } : { subject: who }),
  };
}

function placeOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new MoltbotError("invalid", "the cursor cannot be read", { hint: "Pass what the page before ended with." });
}
