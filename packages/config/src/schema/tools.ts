import { z } from "zod";
import { duration, flag, oneOf, text, texts, whole } from "./primitives.ts";

const policyShape = {
  allow: texts()
    .optional()
    .describe(
      'Glob patterns of tools that may be called; absent: all, empty: none. Alias: allowed; "*" as a text works too.',
    ),
  deny: texts().optional().describe("Glob patterns of tools that may not be called; wins over allow. Alias: denied."),
};

/** `{allow?, deny?}` of glob patterns (SPEC R6.1). */
export const toolPolicySchema = z.strictObject(policyShape, { error: "a tool policy: { allow, deny }" });

const profileSchema = z.union([text("a profile name"), toolPolicySchema], {
  error: 'a profile: a name such as "coding", or { allow, deny }',
});

const nestedPolicy = z.strictObject(
  { tools: toolPolicySchema.optional().describe("The policy that applies there.") },
  { error: "a block with tools: { allow, deny }" },
);

/** When and how commands run (SPEC §7). */
export const execSchema = z.strictObject(
  {
    security: oneOf(["deny", "allowlist", "full"], "an exec security level")
      .optional()
      .describe(
        '"deny": no commands; "allowlist" (default): listed ones run, others ask; "full": everything that the policy allows.',
      ),
    allowlist: texts()
      .optional()
      .describe('Commands that are allowed by themselves, e.g. "git *"; compared by parsed words, never as text.'),
    approvalMode: oneOf(["always", "per-session", "once"], "an approval mode")
      .optional()
      .describe('"always" (default) asks each time; "per-session" once per session; "once" once for good.'),
    notify: flag().optional().describe("Tell approvers on their channels. Default true."),
    timeoutMs: duration({ min: 10_000, max: 86_400_000 })
      .optional()
      .describe("How long an approval waits; then it is a denial. Default 300000 (5 minutes)."),
    requiredApprovals: whole(1, 20).optional().describe("How many different approvers a command needs. Default 1."),
  },
  { error: "an exec block" },
);

const elevatedSchema = z.strictObject(
  {
    enabled: flag().optional().describe("Whether this agent may run tools outside the sandbox. Default false."),
    allowFrom: texts().optional().describe("Who may use it, as channel:id; absent: owners only."),
  },
  { error: "true, false or a block { enabled, allowFrom }" },
);

/** Everything about tools; the same shape globally and for one agent (SPEC §6). */
export const toolsSchema = z.strictObject(
  {
    profile: profileSchema
      .optional()
      .describe('Named profile ("minimal", "coding", "messaging", "full") or { allow, deny }: the first layer.'),
    ...policyShape,
    byProvider: z
      .record(
        text(),
        z.strictObject(
          {
            profile: profileSchema.optional().describe("Profile while a model of this provider answers."),
            ...policyShape,
          },
          { error: "a tool policy: { profile, allow, deny }" },
        ),
        { error: "a map from provider to its policy" },
      )
      .optional()
      .describe('Further policies by model provider, "anthropic" or "anthropic/<model>".'),
    groups: z
      .record(text(), toolPolicySchema, { error: "a map from group id to its tool policy" })
      .optional()
      .describe('Tool policies in group chats by group id, "*" for all others.'),
    sandbox: nestedPolicy.optional().describe("Tools of sandboxed sessions (SPEC R8.5)."),
    subagents: nestedPolicy.optional().describe("Tools of subagents: the last layer. Alias: subagent."),
    exec: execSchema.optional().describe("Running commands."),
    elevated: elevatedSchema.optional().describe("Running outside the sandbox; true is short for { enabled: true }."),
  },
  { error: "a block of tool settings" },
);
