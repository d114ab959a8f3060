import type { Address, Principal } from "@moltbot/core";
import type { IdentityStore, LinkedPerson, Said } from "./store.ts";

/** Labels and links as they were at the last look: for questions that cannot wait for a store. */
export interface IdentityView {
  /**
   * Looks whether anything changed, then answers what is tied to this person. Decisions look first, so a change counts
   * from the next message on, in every process.
   * @throws MoltbotError `unavailable`: nothing is decided then
   */
  look(who: Principal): Promise<{ readonly pins: readonly string[] }>;
  /** Looks whether anything changed. @throws MoltbotError `unavailable` */
  refresh(): Promise<void>;
  /** Without `@`. */
  labelsOf(who: Address): readonly string[];
  /** The same list until something changes. */
  people(): readonly LinkedPerson[];
}

const nobody: Principal = { channel: "none", account: "none", id: "none" };
const none: readonly string[] = [];

/** Keeps a copy of what operators said, and reads it again when the store has another revision. */
export function createIdentityView(store: Pick<IdentityStore, "look" | "said">): IdentityView {
  let said: Said = { revision: -1, labels: [], people: [] };
  let labels: ReadonlyMap<string, readonly string[]> = new Map();
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    said = await store.said();
    const lists = new Map<string, string[]>();
    for (const { identity, label } of said.labels) {
      const key = keyOf(identity);
      lists.set(key, [...(lists.get(key) ?? none), label]);
    }
    labels = lists;
  }

  /** One reading at a time, begun after the look that asked for it: an older answer never replaces a newer one. */
  async function catchUp(revision: number): Promise<void> {
    await reading?.catch(() => undefined);
    if (said.revision === revision) return;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  }

  async function look(who: Principal): Promise<{ readonly pins: readonly string[] }> {
    const { revision, pins } = await store.look(who);
    if (revision !== said.revision) await catchUp(revision);
    return { pins };
  }

  return {
    look,
    async refresh() {
      await look(nobody);
    },
    labelsOf: (who) => labels.get(keyOf(who)) ?? none,
    people: () => said.people,
  };
}

function keyOf({ channel, id }: Address): string {
  return `${channel}:${id}`;
}
