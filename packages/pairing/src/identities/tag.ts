import type { Address } from "@moltbot/core";
import { readLabel } from "./label.ts";
import { addressKey, carryOut, eventAbout, type IdentityOptions, type Operator } from "./parts.ts";

/** Most labels of one identity. */
const mostLabels = 32;

/** What came of giving or taking labels. `labels`: all that the identity has now, without `@`. */
export type TagOutcome =
  | { readonly status: "done" | "unchanged"; readonly identity: Address; readonly labels: readonly string[] }
  | { readonly status: "too_many"; readonly identity: Address; readonly most: number };

/** Labels on their way. */
export interface Tagging {
  readonly verb: "tag" | "untag";
  readonly who: Address;
  readonly labels: readonly string[];
  readonly by: Operator;
}

/**
 * Gives or takes labels, in one commit with its event.
 * @throws MoltbotError `invalid` for a label that is none
 */
export function tagIdentity(parts: IdentityOptions, o: Tagging): Promise<TagOutcome> {
  const { verb, by } = o;
  const identity: Address = { channel: o.who.channel, id: o.who.id };
  const wanted = [...new Set(o.labels.map(readLabel))];
  return carryOut<TagOutcome>(parts, async () => {
    const said = await parts.store.said();
    const has = said.labels.filter((one) => addressKey(one.identity) === addressKey(identity)).map((one) => one.label);
    const changed = wanted.filter((label) => has.includes(label) === (verb === "untag"));
    const labels = (verb === "tag" ? [...has, ...changed] : has.filter((label) => !changed.includes(label))).sort();
    if (changed.length === 0) return { answer: { status: "unchanged", identity, labels } };
    if (labels.length > mostLabels) return { answer: { status: "too_many", identity, most: mostLabels } };
    const now = parts.clock.now();
    const event = eventAbout(parts, verb === "tag" ? "user.tagged" : "user.untagged", {
      ...{ by, who: identity },
      personal: { labels: changed },
    });
    return {
      answer: { status: "done", identity, labels },
      commit: {
        revision: said.revision,
        events: [event],
        changes: changed.map((label) =>
          verb === "tag"
            ? { type: "put-label", label: { identity, label, givenAt: now, givenBy: "operator" } }
            : { type: "remove-label", identity, label },
        ),
      },
    };
  });
}
