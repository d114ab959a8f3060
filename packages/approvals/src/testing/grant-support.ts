import { type DomainEvent, newId } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import type { Approval } from "../approval.ts";
import { type Grant, type GrantWish, makeGrant } from "../grant.ts";
import type { GrantStore } from "../grant-store.ts";
import { createGrants, type Grants } from "../grants.ts";
import { settle } from "../settle.ts";
import type { ApprovalStore } from "../store.ts";
import { sampleApproval, sampleNow } from "./samples.ts";

/** The same data opened twice, as two processes would. `close` drops it. */
export interface OpenedGrants {
  readonly a: GrantStore;
  readonly b: GrantStore;
  /** The questions of the same data. */
  readonly approvals: ApprovalStore;
  /** Ends process `a` the way `kill -9` does. */
  crashA(): Promise<void>;
  /** The names of all events committed so far, in their order. */
  events(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens empty data. */
export type OpenGrants = () => Promise<OpenedGrants>;

/** Who acts in the suites. */
export const operator = { actor: { kind: "operator", via: "cli" } } as const;

const random = createSeededRandom(11);

/** An event to see whether its commit was written. */
export const marked = (event: string): DomainEvent => ({ ...operator, event, at: sampleNow, outcome: "done" });

/** Runs `use` on freshly opened data and closes it. */
export async function withGrants(open: OpenGrants, use: (o: OpenedGrants) => Promise<void>): Promise<void> {
  const stores = await open();
  try {
    await use(stores);
  } finally {
    await stores.close();
  }
}

/** A question about a command, approved by alice at {@link sampleNow} unless told, and filed. */
export async function approved(
  { approvals }: Pick<OpenedGrants, "approvals">,
  o: { kind?: string; status?: Approval["status"]; decidedAt?: number } = {},
): Promise<Approval> {
  const { kind = "exec", status = "approved", decidedAt = sampleNow } = o;
  const asked = sampleApproval({ kind });
  const question = { ...asked, id: newId("exec", { now: asked.createdAt, random }) };
  const votes = [{ by: "alice", decision: "approve", at: decidedAt, via: "cli" }] as const;
  const approval =
    status === "pending" ? question : { ...settle(question, { status, at: decidedAt, because: "quorum" }), votes };
  await approvals.commit({ changes: [{ type: "file", approval }], events: [] });
  return approval;
}

/** A grant that is not stored yet, `always` for the agent `main` unless told. */
export function sampleGrant(approval: Approval, o: Partial<GrantWish> & { now?: number } = {}): Grant {
  const { now = sampleNow, ...rest } = o;
  const payload = { command: "make deploy", argv: ["make", "deploy"], env: null };
  const wish: GrantWish = { scope: "always", agent: "main", subject: "sha256-1", payload, ...rest };
  return makeGrant(approval, wish, { id: newId("grant", { now, random }), now });
}

/** The verbs of two processes on the data, at one time that stands still. */
export function bothGrants({ a, b }: OpenedGrants): readonly [Grants, Grants] {
  const clock = createManualClock(sampleNow);
  return [
    createGrants({ store: a, clock, random: createSeededRandom(21) }),
    createGrants({ store: b, clock, random: createSeededRandom(22) }),
  ];
}
