import { lstat } from "node:fs/promises";
import { agentSettings, type Config, declaredSessions } from "@moltbot/config";
import { type Clock, formatPrincipal, type Principal, samePrincipal } from "@moltbot/core";
import { isInForce, type Standing, type User } from "@moltbot/pairing";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { workspaceUser } from "../exec/run/workplaces.ts";
import { judge, knownOf } from "../flow/judge.ts";
import { explainTools } from "../policy/explain-tool.ts";
import { createPeople } from "../policy/people.ts";
import type { Policy, SessionFacts } from "../policy/policy.ts";
import { placeOf, type RulePlace } from "../policy/rule-place.ts";
import type { Stores } from "../stores/stores.ts";
import type { WorkspaceNames } from "../workspaces/names.ts";
import { directoryOf } from "../workspaces/places.ts";
import { accessPlace, policyFor } from "./access-place.ts";
import { lastSeen } from "./last-seen.ts";
import type { PersonReport } from "./report.ts";

/** What {@link describePerson} looks at. */
export interface DescribeParts {
  readonly config: Config;
  readonly policy: Policy;
  readonly stores: Pick<Stores, "pairing" | "messages" | "audit" | "said">;
  readonly exec: Pick<ExecApprovals, "pending">;
  readonly names: WorkspaceNames;
  readonly stateDir: string;
  readonly clock: Clock;
}

const mostLines = 1000;
const lastRecords = 10;

/** Asks the code that their next message would meet, without side effects. Somebody who never wrote is described, too. */
export async function describePerson(d: DescribeParts, who: Principal): Promise<PersonReport> {
  const key = formatPrincipal(who);
  const [standing, user, commands, lines, { records }] = await Promise.all([
    d.stores.pairing.standing(who),
    d.stores.pairing.user(who).then((found) => found && lastSeen(d.stores, found)),
    d.exec.pending(),
    d.stores.messages.history(key, { limit: mostLines }),
    d.stores.audit.query({ user: key, limit: lastRecords }),
  ]);
  const now = d.clock.now();
  const scene = { d, who, standing, user, now };
  const { pending } = standing;
  const last = lines.at(-1);
  return {
    ...{ channel: who.channel, account: who.account, userId: who.id, known: user !== undefined },
    state: stateOf(scene),
    ...user?.profile,
    ...(user === undefined ? {} : { firstSeenAt: user.firstSeenAt, lastSeenAt: user.lastSeenAt }),
    ...rights(scene),
    ...held(scene),
    workspace: await workspace(scene),
    session: {
      key,
      lines: lines.length,
      ...(last === undefined ? {} : { lastAt: last.at }),
      ...(user?.session === undefined ? {} : { pairedSince: user.session.createdAt }),
    },
    pending: {
      ...(pending !== undefined && pending.expiresAt > now ? { pairing: pending.id } : {}),
      commands: commands
        .filter(({ requester }) => requester !== undefined && samePrincipal(requester, who))
        .map(({ id }) => id),
    },
    labels: d.policy.labelsOf(who),
    linked: createPeople(d.config, d.stores.said).linkedTo(who).map(formatPrincipal),
    audit: records,
  };
}

interface Scene {
  readonly d: DescribeParts;
  readonly who: Principal;
  readonly standing: Standing;
  readonly user: User | undefined;
  readonly now: number;
}

function stateOf({ d, who, standing, now }: Scene): PersonReport["state"] {
  const { block, pending } = standing;
  const grant = standing.grant ?? d.policy.declaredGrant(who);
  if (block !== undefined) return "blocked";
  if (grant !== undefined && isInForce(grant, now)) return "paired";
  return pending !== undefined && pending.expiresAt > now ? "pending" : "known";
}

/** What is stored about their right to write. */
function held({ d, who, standing, now }: Scene): Pick<PersonReport, "grant" | "block" | "choice"> {
  const grant = standing.grant ?? d.policy.declaredGrant(who);
  const { block, choice } = standing;
  return {
    ...(grant === undefined
      ? {}
      : {
          grant: {
            grantedAt: grant.grantedAt,
            ...(grant.expiresAt === undefined ? {} : { expiresAt: grant.expiresAt }),
            inForce: isInForce(grant, now),
            via: grant.via,
            approvedBy: grant.approvedBy,
          },
        }),
    ...(block === undefined
      ? {}
      : {
          block: {
            blockedAt: block.blockedAt,
            blockedBy: block.blockedBy,
            ...(block.reason === undefined ? {} : { reason: block.reason }),
            ...(block.expiresAt === undefined ? {} : { expiresAt: block.expiresAt }),
          },
        }),
    ...(choice === undefined ? {} : { choice }),
  };
}

/** What the rules say. */
function rights(scene: Scene): Pick<PersonReport, "access" | "agent" | "permissions" | "tools" | "sandbox"> {
  const { d, who, user, standing } = scene;
  const { config, policy } = d;
  const facts: SessionFacts = { who, names: knownOf(user?.profile ?? {}, standing) };
  const agent = policy.agentFor(who, facts.names);
  const rule = policy.permissionRule(facts);
  const { model, defined, sandbox } = agentSettings(config, agent.id);
  const sandboxed = policy.toolSession(facts).sandboxed === true;
  return {
    access: access(scene, agent),
    agent: {
      id: agent.id,
      described: defined,
      from: agent.from,
      ...at(config, agent.path),
      ...(model === undefined ? {} : { model: model.id }),
      ...(agent.dmPolicy === undefined ? {} : { dmPolicy: agent.dmPolicy }),
    },
    permissions: { list: rule.permissions, from: rule.from, ...at(config, rule.path) },
    tools: explainTools(config, policy, facts).map(({ tool, decision, place }) => ({
      tool,
      allowed: decision.allowed,
      ...(decision.layer === undefined ? {} : { layer: decision.layer }),
      ...(decision.rule === undefined ? {} : { rule: decision.rule }),
      ...(place === undefined ? {} : { place }),
    })),
    sandbox: {
      mode: sandbox.mode,
      sandboxed,
      scope: sandbox.scope,
      runsUnasked: sandboxed || policy.trustedOnHost(who, agent.id),
    },
  };
}

function access({ d, who, user, standing, now }: Scene, agent: ReturnType<Policy["agentFor"]>): PersonReport["access"] {
  const { displayName, username } = user?.profile ?? {};
  const sender = {
    id: who.id,
    isBot: false,
    ...(displayName === undefined ? {} : { displayName }),
    ...(username === undefined ? {} : { username }),
  };
  const conversation = { channel: who.channel, account: who.account, kind: "dm", id: who.id } as const;
  const ingress = { conversation, sender, own: false, mayPair: true };
  const decision = judge(d.policy, who, ingress, standing, now);
  const place = accessPlace(d.config, { who, agent, decision });
  const trust = decision.action === "admit" ? decision.trust : decision.reason === "blocked" ? "blocked" : "unknown";
  return {
    trust,
    action: decision.action,
    reason: decision.reason,
    policy: policyFor(d.config, who, agent),
    ...(place === undefined ? {} : { place }),
  };
}

async function workspace({ d, who, user, standing }: Scene): Promise<PersonReport["workspace"]> {
  const { config, policy } = d;
  const names = knownOf(user?.profile ?? {}, standing);
  const agentId = policy.agentFor(who, names).id;
  const place = workspaceUser(policy, { who, agentId, key: formatPrincipal(who) });
  const sandboxed = policy.toolSession({ who, names }).sandboxed === true;
  const { scope } = agentSettings(config, agentId).sandbox;
  const directory = await directoryOf(d, place, sandboxed);
  const shared = declaredSessions(config)
    .filter((one) => one.workspace !== undefined && one.workspace === place.workspace)
    .map((one) => `${one.channel}:${one.id}`)
    .filter((address) => address !== `${who.channel}:${who.id}`);
  return {
    directory,
    exists: await lstat(directory).then(
      () => true,
      () => false,
    ),
    ...(place.workspace === undefined ? {} : { declared: place.workspace }),
    sharedWith: sandboxed && scope !== "session" ? [scope] : shared,
  };
}

function at(config: Config, path: string | undefined): { place?: RulePlace } {
  const place = path === undefined ? undefined : placeOf(config, path);
  return place === undefined ? {} : { place };
}
