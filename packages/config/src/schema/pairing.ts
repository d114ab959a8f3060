import { z } from "zod";
import { duration, flag, oneOf, permissions, text, texts, whole } from "./primitives.ts";

const day = 86_400_000;

/** Pairing people (SPEC §3). */
export const pairingSchema = z.strictObject(
  {
    ttl: duration({ min: 60_000, max: 3650 * day })
      .optional()
      .describe('How long a pairing lasts, milliseconds or "30 days"; absent: no end.'),
    renewalRequired: flag()
      .optional()
      .describe("true: after ttl the person pairs again; false (default): it renews while they are active."),
    remindBefore: duration({ min: 0, max: 365 * day })
      .optional()
      .describe(
        "How long before its end a person is told that their pairing ends, and may ask to renew it; 0: never. Default a tenth of ttl, at most 3 days.",
      ),
    requestTtlMs: duration({ min: 60_000, max: 30 * day })
      .optional()
      .describe("How long a request waits for an answer. Default 3600000 (1 hour)."),
    escalateAfter: duration({ min: 60_000, max: 30 * day })
      .optional()
      .describe(
        "After this time without an answer the people in escalateTo are told of a request, too; absent: never.",
      ),
    escalateTo: texts()
      .optional()
      .describe("Who is told of requests that waited, and may decide on those, as channel:id; absent: the owners."),
    approvers: texts().optional().describe("Who may decide, as channel:id; absent: the owners."),
    requiredApprovals: whole(1, 20).optional().describe("How many different approvers a request needs. Default 1."),
    challenge: oneOf(["command", "auto"], "a challenge")
      .optional()
      .describe('"command" (default): a stranger sends /pair; "auto": the first message files the request.'),
    autoApprove: z
      .strictObject(
        {
          emailDomains: texts()
            .optional()
            .describe('Domains of addresses that the platform verified, e.g. "@company.com".'),
          phonePatterns: texts()
            .optional()
            .describe('Numbers that the platform verified: at least 4 digits and one * at the end, e.g. "+8498*".'),
          maxPerHour: whole(0, 100_000)
            .optional()
            .describe("Most automatic approvals per hour; above it people decide. Default 20."),
        },
        { error: "a block { emailDomains, phonePatterns }" },
      )
      .optional()
      .describe("Who is paired without asking; only by identities that the platform itself verified."),
    maxPending: whole(1, 100_000).optional().describe("Most requests waiting per account. Default 100."),
    maxRequestsPerHour: whole(1, 10_000).optional().describe("Requests that one person may file per hour. Default 3."),
    denialCooldownMs: duration({ min: 0, max: 365 * day })
      .optional()
      .describe("How long after a denial the same person waits. Default 24 hours."),
    promptWindowMs: duration({ min: 60_000, max: 30 * day })
      .optional()
      .describe("A stranger gets at most two replies in this time. Default 1 hour."),
  },
  { error: "a pairing block" },
);

/** Pairing devices (SPEC §4). */
export const devicesSchema = z.strictObject(
  {
    requestTtlMs: duration({ min: 60_000, max: day })
      .optional()
      .describe("How long a device waits to be approved. Default 5 minutes."),
    tokenTtl: duration({ min: 60_000, max: 3650 * day })
      .optional()
      .describe("How long a device token lasts; absent: until revoked."),
    maxPending: whole(1, 10_000).optional().describe("Most devices waiting. Default 20."),
  },
  { error: "a devices block" },
);

/** What the operator lays down about one person's session (seed: "Multi-User Isolation"). */
export const sessionSchema = z.strictObject(
  {
    userId: text().optional().describe("The id after the colon of the key; it must agree."),
    platform: text().optional().describe("The channel before the colon of the key; it must agree."),
    agent: text("an agent id").optional().describe("Which agent answers this person; wins over agents.bindings."),
    permissions: permissions().optional().describe("What this person's session may reach."),
    workspace: text("a directory")
      .optional()
      .describe("Directory of this person, below the workspaces of the state directory."),
    paired: flag().optional().describe("true: this person counts as paired. Only for stable ids; a @name is a claim."),
    pairedAt: z.iso
      .datetime({ offset: true, error: "a time such as 2026-01-30T10:00:00Z" })
      .optional()
      .describe("Since when, ISO 8601; pairing.ttl counts from it."),
  },
  { error: "a session block" },
);
