import type { GrantScope } from "@moltbot/approvals";
import type { Decider } from "@moltbot/pairing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maskSecrets } from "../../src/exec/approvals/mask.ts";
import { type ApprovalMode, offeredScopes, usualScope } from "../../src/exec/approvals/scopes.ts";
import { execConfig, inChat, openDesk, operator, question } from "./support.ts";

const reach: readonly GrantScope[] = ["once", "session", "always"];

/** Identities in a chat, and the person behind each: `100` and `110` are one, `300` is no approver, `200` asks. */
const persons: Readonly<Record<string, string>> = { "100": "olga", "110": "olga", "101": "sam", "102": "tim" };
const identities = [...Object.keys(persons), "200", "300", "operator"];

interface Step {
  readonly who: string;
  readonly deny: boolean;
  readonly scope: GrantScope | undefined;
}

const steps = fc.array(
  fc.record({
    who: fc.constantFrom(...identities),
    deny: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    scope: fc.constantFrom(undefined, ...reach),
  }),
  { maxLength: 10 },
);

function config(approvalMode: ApprovalMode, requiredApprovals: number) {
  return execConfig(
    { approvalMode, requiredApprovals },
    {
      identityLinks: { olga: ["telegram:100", "telegram:110"] },
      pairing: { approvers: ["100", "110", "101", "102", "200"].map((id) => `telegram:${id}`) },
    },
  );
}

/** What a few lines of counting say: who said yes so far, and how far. */
function model(mode: ApprovalMode, required: number) {
  const votes = new Map<string, GrantScope>();
  let ended = false;
  return ({ who, deny, scope }: Step): string => {
    const person = who === "operator" ? who : persons[who];
    if (who === "200") return "forbidden own_request";
    if (person === undefined) return "forbidden not_approver";
    if (ended) return "already";
    if (deny) {
      ended = true;
      return "denied";
    }
    if (scope !== undefined && !offeredScopes(mode).includes(scope)) return "refused scope";
    votes.set(person, scope ?? usualScope(mode));
    if (votes.size < required) return `voted ${votes.size}`;
    ended = true;
    return `approved ${reach.find((one) => [...votes.values()].includes(one))}`;
  };
}

test("whatever people answer in whatever order, the count, the end and the reach are those of a few lines of counting [R7.3] [R7.5]", async () => {
  const modes = fc.constantFrom<ApprovalMode>("always", "per-session", "once");
  await fc.assert(
    fc.asyncProperty(modes, fc.integer({ min: 1, max: 3 }), steps, async (mode, required, answers) => {
      const desk = openDesk(config(mode, required));
      const { approval } = await desk.exec.ask(question());
      const expected = model(mode, required);
      let grants = 0;
      for (const step of answers) {
        const by: Decider = step.who === "operator" ? operator : inChat(step.who);
        const options = { by, ...(step.scope === undefined ? {} : { scope: step.scope }) };
        const outcome = await desk.exec.decide(approval.id, step.deny ? "deny" : "approve", options);
        if (outcome.status === "approved" && outcome.scope !== "once") grants += 1;
        const detail =
          outcome.status === "approved"
            ? outcome.scope
            : outcome.status === "voted"
              ? outcome.have
              : "because" in outcome
                ? outcome.because
                : "";
        expect(`${outcome.status} ${detail}`.trim()).toBe(expected(step));
      }
      expect(await desk.exec.grants()).toHaveLength(grants);
    }),
    { numRuns: 200 },
  );
});

test("a mask hides no character that a shell acts on, whatever the text [R7.4]", () => {
  const words = fc.constantFrom(
    ...[
      "--token",
      "--password=",
      "TOKEN=",
      "Authorization: Bearer ",
      "https://u:",
      "@host",
      "secret",
      "evil",
      "abcdef12",
    ],
    ...[" ", ";", "|", "&", "$(", ")", "`", "'", '"', "\\", "<", ">", "\n", "=", ":", "rm -rf /"],
  );
  const active = (text: string): string => text.replace(/[^\s;|&$()`'"\\<>]/g, "");
  fc.assert(
    fc.property(fc.array(words, { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      expect(active(maskSecrets(text))).toBe(active(text));
    }),
    { numRuns: 2000 },
  );
});
