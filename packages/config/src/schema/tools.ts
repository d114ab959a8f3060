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

const widening = {
  alsoAllow: texts()
    .optional()
    .describe("Patterns added to the profile of this block; without a profile they add nothing. Not beside allow."),
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

const entryBlock = z.strictObject(
  {
    pattern: text("a command").describe(
      'Words as in a command; a last * stands for any further arguments: "git log *".',
    ),
    match: texts("a list of command lines").optional().describe("Lines that this entry must allow by itself."),
    notMatch: texts("a list of command lines").optional().describe("Lines that it must not allow."),
    justification: text().optional().describe("Why it is here; shown with decisions."),
  },
  { error: "a command, or { pattern, match, notMatch, justification }" },
);

const entrySchema = z.union([text("a command"), entryBlock], {
  error: "a command, or { pattern, match, notMatch, justification }",
});

const variableName = text("the name of an environment variable").regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: "the name of an environment variable",
});

/** When and how commands run (SPEC §7). */
export const execSchema = z.strictObject(
  {
    security: oneOf(["deny", "allowlist", "full"], "an exec security level")
      .optional()
      .describe(
        '"deny": no commands; "allowlist" (default): listed ones run, others ask; "full": everything that the policy allows.',
      ),
    allowlist: z
      .array(entrySchema, { error: "a list of commands" })
      .optional()
      .describe(
        'Commands that run unasked, e.g. "git *"; compared by parsed words, never as text. Or { pattern, match, notMatch, justification } with examples that must hold.',
      ),
    env: z
      .array(variableName, { error: "a list of names of environment variables" })
      .optional()
      .describe(
        'Names of the environment variables that commands may see, e.g. "CI"; values come from the host, never from here. Absent: PATH, HOME, LANG and the like.',
      ),
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
    ...widening,
    byProvider: z
      .record(
        text(),
        z.strictObject(
          {
            profile: profileSchema.optional().describe("Profile while a model of this provider answers."),
            ...policyShape,
            ...widening,
          },
          { error: "a tool policy: { profile, allow, alsoAllow, deny }" },
        ),
        { error: "a map from provider to its policy" },
      )
      .optional()
      .describe('Further policies by model provider, "anthropic" or "anthropic/<model>".'),
    groups: z
      .record(text(), toolPolicySchema, { error: "a map from group id to its tool policy" })
      .optional()
      .describe('Tool policies in group chats by group id, "*" for all others.'),
    toolsBySender: z
      .record(text(), toolPolicySchema, { error: "a map from sender to their tool policy" })
      .optional()
      .describe(
        'Tool policies by who writes: "channel:telegram:123456789", "id:123456789" (any channel), or "*" for all others.',
      ),
    sandbox: nestedPolicy.optional().describe("Tools of sandboxed sessions."),
    subagents: nestedPolicy.optional().describe("Tools of subagents: the last layer. Alias: subagent."),
    toolGroups: z
      .record(text(), texts("a list of tools and patterns"), { error: "a map from group name to its tools" })
      .optional()
      .describe('Your own groups of tools, used as "group:<name>" in any list.'),
    profiles: z
      .record(text(), toolPolicySchema, { error: "a map from profile name to { allow, deny }" })
      .optional()
      .describe("Your own profiles, used by name in profile."),
    aliases: z
      .record(text(), text("the name of a tool"), { error: "a map from alias to the name of a tool" })
      .optional()
      .describe("Further names of tools: alias to tool."),
    exec: execSchema.optional().describe("Running commands."),
    elevated: elevatedSchema.optional().describe("Running outside the sandbox; true is short for { enabled: true }."),
  },
  { error: "a block of tool settings" },
);
