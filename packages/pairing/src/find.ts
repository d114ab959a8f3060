import { isId } from "@moltbot/core";
import type { FoundPerson } from "./pairing.ts";
import { readPerson } from "./person-text.ts";
import type { PairingStore, User } from "./store.ts";

/**
 * Which person a text means (SPEC R0.2): `channel:id`, `channel/account:id`, a bare id, `@username` or the id of a
 * pairing request. Never a guess: several people are all returned.
 */
export async function findPerson(store: PairingStore, text: string): Promise<FoundPerson> {
  const wanted = text.trim();
  if (wanted === "" || wanted.length > 400) return { status: "none" };
  if (isId(wanted, "pair")) return requesterOf(store, wanted);
  const written = readPerson(wanted);
  const users = await store.find(written === undefined ? wanted : `${written.channel}:${written.id}`);
  const asked = users.filter(
    ({ principal }) => written?.account === undefined || principal.account === written.account,
  );
  const found = oneOrMany(asked);
  if (found.status !== "none" || written === undefined) return found;
  const { channel, id, account = "default" } = written;
  return { status: "new", principal: { channel, account, id } };
}

function oneOrMany(users: readonly User[]): FoundPerson {
  const [first, ...others] = users;
  if (first === undefined) return { status: "none" };
  return others.length === 0 ? { status: "one", user: first } : { status: "many", users };
}

async function requesterOf(store: PairingStore, id: string): Promise<FoundPerson> {
  const approval = await store.approvals.get(id);
  if (approval?.requester === undefined || approval.kind !== "pairing") return { status: "none" };
  const user = await store.user(approval.requester);
  return user === undefined ? { status: "new", principal: approval.requester } : { status: "one", user };
}
