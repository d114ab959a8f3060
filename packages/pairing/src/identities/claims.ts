import { isMoltbotError, type Principal, plainText, principalKey } from "@moltbot/core";
import { cleanProfile } from "../request.ts";
import type { Profile } from "../store.ts";
import { carryOut, eventAbout, type IdentityOptions, type Operator } from "./parts.ts";
import type { Claim, Pin } from "./store.ts";

/** A claim of one person is written at most this often. */
const onePerPerson = { limit: 1, windowMs: 600_000 };
/** Claims of one account that are written in an hour: a flood of names must not become a flood of writes. */
const perAccount = { limit: 600, windowMs: 3_600_000 };
/** Claims kept for each account, those seen last. */
const kept = 500;
/** Most claims read for one list. */
const mostListed = 1000;

/** A claim, and who else the entry is tied to already. */
export interface ListedClaim extends Claim {
  readonly pinnedTo: readonly Principal[];
}

/** What came of tying an entry to somebody, or of undoing it. */
export type PinOutcome =
  | { readonly status: "done" | "unchanged"; readonly principal: Principal; readonly entry: string }
  /** `allowFrom` of their account holds no such entry. */
  | { readonly status: "not_listed"; readonly principal: Principal; readonly entry: string };

/** Writes down that somebody is called what an entry names: seldom enough, and never more than a bounded table holds. */
export async function noteClaim(
  parts: IdentityOptions,
  o: { who: Principal; entry: string; profile: Profile },
): Promise<void> {
  const { who, entry } = o;
  const { displayName, username } = cleanProfile(o.profile);
  if (!(await mayWrite(parts, who, entry))) return;
  const names = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(username === undefined ? {} : { username }),
  };
  const claim = { principal: who, entry, ...names, at: parts.clock.now() };
  await parts.store.commit({ changes: [{ type: "claim", claim, keep: kept }], events: [] });
}

async function mayWrite(parts: IdentityOptions, who: Principal, entry: string): Promise<boolean> {
  const now = parts.clock.now();
  try {
    const own = await parts.limiter.hit(`claim:${JSON.stringify([principalKey(who), entry])}`, onePerPerson, now);
    if (!own.allowed) return false;
    return (await parts.limiter.hit(`claims:${who.channel}/${who.account}`, perAccount, now)).allowed;
  } catch (error) {
    // What is not noted now is noted at a later message.
    if (isMoltbotError(error) && error.code !== "unavailable") throw error;
    return false;
  }
}

/** Claims of entries that the config still holds, last seen first. */
export async function listClaims(
  parts: IdentityOptions,
  o: { channel?: string; limit: number },
): Promise<readonly ListedClaim[]> {
  const { channel, limit } = o;
  const all = await parts.store.claims({ limit: mostListed, ...(channel === undefined ? {} : { channel }) });
  const rules = parts.rules();
  const live = all.filter(({ principal, entry }) => rules.entries(principal).has(entry)).slice(0, limit);
  const known = new Map<string, Promise<readonly Pin[]>>();
  const pinsOf = ({ principal, entry }: Claim): Promise<readonly Pin[]> => {
    const key = JSON.stringify([principal.channel, principal.account, entry]);
    const { channel, account } = principal;
    const pins = known.get(key) ?? parts.store.pins({ channel, account, entry });
    known.set(key, pins);
    return pins;
  };
  return Promise.all(
    live.map(async (claim) => ({ ...claim, pinnedTo: (await pinsOf(claim)).map((pin) => pin.principal) })),
  );
}

/** Says that somebody is whom an entry means, or that they are not after all; in one commit with its event. */
export function pinEntry(
  parts: IdentityOptions,
  o: { verb: "pin" | "unpin"; who: Principal; entry: string; by: Operator },
): Promise<PinOutcome> {
  const { verb, who, by } = o;
  const entry = o.entry.trim();
  return carryOut<PinOutcome>(parts, async () => {
    const held = (await parts.store.look(who)).pins.includes(entry);
    if (verb === "pin" && !parts.rules().entries(who).has(entry)) {
      return { answer: { status: "not_listed", principal: who, entry: plainText(entry, 120) } };
    }
    if (held === (verb === "pin")) return { answer: { status: "unchanged", principal: who, entry } };
    const event = eventAbout(parts, verb === "pin" ? "user.pinned" : "user.unpinned", {
      ...{ by, who },
      personal: { entry },
    });
    const pin: Pin = { principal: who, entry, pinnedAt: parts.clock.now(), pinnedBy: ["operator"], via: "forced" };
    return {
      answer: { status: "done", principal: who, entry },
      commit: {
        changes: [verb === "pin" ? { type: "pin", pin } : { type: "unpin", principal: who, entry }],
        events: [event],
      },
    };
  });
}
