import { z } from "zod";
import { dmPolicy, duration, flag, oneOf, permissions, secret, text, texts, url, whole } from "./primitives.ts";
import { toolsSchema } from "./tools.ts";

const limitsSchema = z.strictObject(
  {
    memoryMb: whole(16, 1_048_576).optional().describe("Memory in MiB. Default 1024."),
    cpus: z.number({ error: "a number" }).min(0.1).max(256).optional().describe("Processors. Default 1."),
    pids: whole(8, 65_536).optional().describe("Processes. Default 256."),
    outputKb: whole(1, 1_048_576).optional().describe("Output kept of one command, in KiB. Default 1024."),
    timeoutMs: duration({ min: 1000, max: 86_400_000 })
      .optional()
      .describe("Longest run of one command; then its whole tree is killed. Default 10 minutes."),
    diskMb: whole(1, 1_048_576)
      .optional()
      .describe("Size of /workspace, and the most that one run may add to /agent, in MiB. Default 2048."),
    tmpMb: whole(1, 65_536).optional().describe("Size of /tmp, which is memory, in MiB. Default 64."),
  },
  { error: "a block of limits" },
);

/** Where an agent's tools run (SPEC §8). */
export const sandboxSchema = z.strictObject(
  {
    mode: oneOf(["off", "all", "non-main"], "a sandbox mode")
      .optional()
      .describe('"non-main" (default): all but the owner\'s DM; "all"; "off".'),
    workspaceAccess: oneOf(["none", "ro", "rw"], "a workspace access")
      .optional()
      .describe('"none" (default): /workspace only; "ro": the agent\'s files at /agent, read-only; "rw": writable.'),
    pruneMinutes: whole(0, 525_600).optional().describe("Remove containers idle this long; 0: never. Default 60."),
    scope: oneOf(["session", "agent", "shared"], "a sandbox scope")
      .optional()
      .describe('Who shares one: "session" (default): nobody; "agent": its sessions; "shared": all.'),
    engine: oneOf(["auto", "docker", "bubblewrap"], "a sandbox engine")
      .optional()
      .describe('"auto" (default): Docker, else bubblewrap, whichever answers; "docker"; "bubblewrap".'),
    image: text("an image name").optional().describe("Container image."),
    network: oneOf(["none", "bridge"], "a network mode").optional().describe('"none" (default) or "bridge".'),
    limits: limitsSchema.optional().describe("What one session may use."),
    env: z
      .record(text(), secret("text"), { error: "a map from name to text" })
      .optional()
      .describe("Environment variables inside; values never show."),
    binds: texts().optional().describe('Host directories to mount, "source:target:ro"; dangerous ones are refused.'),
  },
  { error: "a sandbox block" },
);

const modelSchema = z.strictObject(
  {
    id: text('a model such as "anthropic/<model>"').describe('Provider and model, "anthropic/…" or "openai/…".'),
    baseURL: url().optional().describe("Address of an OpenAI-compatible server."),
    apiKey: secret("an API key")
      .optional()
      .describe("Key of the provider; better a reference to an environment variable than the key itself."),
    maxTokens: whole(1, 10_000_000).optional().describe("Longest answer, in tokens."),
    timeoutMs: duration({ min: 1000, max: 3_600_000 })
      .optional()
      .describe("Longest wait for the model. Default 2 minutes."),
  },
  { error: "a model: a name, or { id, baseURL, apiKey }" },
);

const agentShape = {
  model: modelSchema
    .optional()
    .describe('Which model answers; a text is short for { id }. Absent: the built-in "command" agent answers.'),
  instructions: text().optional().describe("System prompt."),
  workspace: text("a directory").optional().describe("Directory of the agent; absent: one in the state directory."),
  permissions: permissions()
    .optional()
    .describe("What its sessions may reach: read, write, exec, browse, admin. Default read and write; owners: all."),
  sandbox: sandboxSchema.optional().describe("Where its tools run."),
  tools: toolsSchema.optional().describe("Which tools it may call."),
};

/** One agent (SPEC R1.2, R1.5). */
export const agentSchema = z.strictObject(
  {
    dmPolicy: dmPolicy().optional().describe("The agent's own DM policy; the stricter of channel and agent holds."),
    description: text().optional().describe("A word for people."),
    ...agentShape,
  },
  { error: "an agent block" },
);

const agentId = text().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: "an agent id of letters, digits, - _ and .",
});

/** Agents, what they share, and who talks to which (SPEC R1.5). */
export const agentsSchema = z.strictObject(
  {
    defaults: z
      .strictObject(agentShape, { error: "a block of agent defaults" })
      .optional()
      .describe("What every agent starts from."),
    list: z
      .record(agentId, agentSchema, { error: "a list of agents, or a map from agent id to its settings" })
      .optional()
      .describe("Agents by id; a list of { id, … } works too."),
    bindings: z
      .record(text(), text("an agent id"), { error: "a map from channel:id to agent id" })
      .optional()
      .describe('Who talks to which agent: "channel:id", then "channel:*", then "*".'),
  },
  { error: "a block of agents" },
);

/** A server whose tools agents may use (SPEC R11.1). */
export const mcpServerSchema = z.strictObject(
  {
    enabled: flag().optional().describe("false: not used. Default true."),
    command: text("a program").optional().describe("Program to start, which speaks MCP on its standard streams."),
    args: z
      .array(z.string({ error: "text" }), { error: "a list of texts" })
      .optional()
      .describe("Its arguments."),
    cwd: text("a directory").optional().describe("Where it starts."),
    env: z
      .record(text(), secret("text"), { error: "a map from name to text" })
      .optional()
      .describe("Its environment; values never show."),
    url: url().optional().describe("Address of a server that speaks MCP over HTTP."),
    headers: z
      .record(text(), secret("text"), { error: "a map from name to text" })
      .optional()
      .describe("Headers sent to it; values never show."),
  },
  { error: "an MCP server block" },
);
