import { MoltbotError, type Principal } from "@moltbot/core";
import type { Decider, User } from "@moltbot/pairing";
import type { ApproveResult, Backend, PersonResult, UsersQuery } from "./backend.ts";
import type { Opened } from "./opened.ts";
import { decided, personActed } from "./outcomes.ts";
import { isRequestId, noPerson, noRequest, readExactName, severalPeople } from "./refusals.ts";
import { storeAudit } from "./store-audit.ts";
import { storeCommands } from "./store-commands.ts";
import { storeDelegations } from "./store-delegations.ts";
import { requestView, userView } from "./to-view.ts";
import type { StatusView, UserView } from "./views.ts";

const by: Decider = { kind: "operator", via: "cli" };

/** The most people or requests of one list. */
const most = 1000;

/** The backend for a stopped gateway: the same domain operations on the opened store. */
export function createStoreBackend(o: Opened): Backend {
  const { stores, pairing, clock } = o;
  const person = (identity: string): Promise<Found> => findPerson(o, identity);
  const act = async (
    verb: "block" | "unblock" | "unpair",
    identity: string,
    terms: { reason?: string; forMs?: number } = {},
  ): Promise<PersonResult> => {
    const { principal } = await person(identity);
    const outcome = verb === "block" ? await pairing.block(principal, by, terms) : await pairing[verb](principal, by);
    return personActed(outcome);
  };
  return {
    kind: "store",
    where: `${stores.kind} store`,
    pending: async () => (await pairing.pending({ limit: most })).map((request) => requestView(request, clock.now())),
    ...storeCommands(o),
    approve: (target) => approve(o, target),
    async deny(target) {
      const id = isRequestId(target) ? target : (await person(target)).user?.requestId;
      if (id === undefined) throw noRequest(target);
      const result = decided(await pairing.deny(id, by), id, clock.now());
      if (result.status !== "denied") throw new MoltbotError("conflict", "the request was not denied");
      return result;
    },
    users: (query) => users(o, query),
    async user(identity) {
      const { user } = await person(identity);
      if (user === undefined) throw noPerson(identity);
      return user;
    },
    block: (identity, terms) => act("block", identity, terms),
    unblock: (identity) => act("unblock", identity),
    unpair: (identity) => act("unpair", identity),
    ...storeDelegations(o, async (identity) => (await person(identity)).principal),
    ...storeAudit(o),
    status: () => status(o),
    close: () => stores.close(),
  };
}

interface Found {
  readonly principal: Principal;
  /** Absent: a full identity that never wrote. */
  readonly user?: UserView;
}

async function findPerson({ stores, pairing, policy, clock }: Opened, identity: string): Promise<Found> {
  const view = async (user: User): Promise<UserView> => {
    const { asOfNow, lastSeen } = await import("@moltbot/gateway");
    return userView(asOfNow(await lastSeen(stores, user), policy), clock.now());
  };
  const exact = readExactName(identity);
  if (exact !== undefined) {
    const user = await stores.pairing.user(exact);
    return user === undefined ? { principal: exact } : { principal: exact, user: await view(user) };
  }
  const found = await pairing.find(identity);
  if (found.status === "one") return { principal: found.user.principal, user: await view(found.user) };
  if (found.status === "new") return { principal: found.principal };
  if (found.status === "none") throw noPerson(identity);
  throw severalPeople(
    identity,
    found.users.map((user) => user.principal),
  );
}

async function approve(o: Opened, target: string): Promise<ApproveResult> {
  const { pairing, clock } = o;
  const found = isRequestId(target) ? undefined : await findPerson(o, target);
  const id = found === undefined ? target : found.user?.requestId;
  if (id === undefined && found !== undefined) return personActed(await pairing.admit(found.principal, by));
  const result = decided(await pairing.approve(id ?? target, by), id ?? target, clock.now());
  if (result.status === "denied") throw new MoltbotError("conflict", "the request was denied");
  return result;
}

async function users({ stores, policy, clock }: Opened, query: UsersQuery): Promise<readonly UserView[]> {
  const { asOfNow, lastSeenFirst } = await import("@moltbot/gateway");
  const found = await stores.pairing.users({ limit: most, ...query });
  const views = (await lastSeenFirst(stores, found)).map((user) => userView(asOfNow(user, policy), clock.now()));
  // Rows have no clock: a pairing whose time is over is still a row.
  return query.state === undefined ? views : views.filter((view) => view.state === query.state);
}

async function status({ stores, pairing, exec }: Opened): Promise<StatusView> {
  const trouble = await stores.trouble();
  const pending = (await pairing.pending()).length + (await exec.pending()).length;
  return { ready: false, trouble, storage: stores.kind, pending, channels: [] };
}
