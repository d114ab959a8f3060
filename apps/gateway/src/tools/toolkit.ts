import type { Conversation } from "@moltbot/channel";
import type { Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { createJobs, type Jobs } from "../exec/run/jobs.ts";
import { createSharedJobs, type SharedJobs } from "../exec/run/shared-jobs.ts";
import { createWorkplaces, type Workplaces } from "../exec/run/workplaces.ts";
import type { Policy } from "../policy/policy.ts";
import type { GatewaySandboxes } from "../sandbox/gateway-sandboxes.ts";
import type { Stores } from "../stores/stores.ts";
import type { WorkspaceNames } from "../workspaces/names.ts";
import { type Calls, createCalls } from "./calls.ts";
import { createDispatcher, type Dispatcher } from "./dispatcher.ts";
import { createExecTool } from "./exec-tool.ts";
import { createFileTools } from "./file-tools.ts";
import { createProcessTool } from "./process-tool.ts";
import { createSessionTools } from "./session-tools.ts";
import { createWebFetch } from "./web-fetch/web-fetch.ts";
import { createWebFetchTool } from "./web-fetch/web-fetch-tool.ts";

/** The tools of a gateway, and what they share. */
export interface Toolkit {
  readonly dispatcher: Dispatcher;
  readonly workplaces: Workplaces;
  readonly jobs: Jobs;
  readonly shared: SharedJobs;
  readonly calls: Calls;
  /** Queues a message for a conversation; it is delivered soon. */
  readonly post: (to: Conversation, text: string) => Promise<void>;
}

/** What a {@link Toolkit} is made of. */
export interface ToolkitParts {
  readonly config: () => Config;
  readonly policy: () => Policy;
  readonly stores: Pick<Stores, "audit" | "nonces" | "messages" | "wakeups" | "jobs">;
  readonly approvals: ExecApprovals;
  readonly sandboxes: GatewaySandboxes;
  readonly names: WorkspaceNames;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Variables that the host offers to commands outside of a sandbox. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long a chat waits for a command. */
  readonly patienceMs?: number;
}

/** A conversation is not kept waiting longer for a command. */
const patience = 20_000;

/** Makes the tools. One that comes from elsewhere is one more entry of the list below. */
export function createToolkit(o: ToolkitParts): Toolkit {
  const { stores, clock, random, log, policy, approvals, patienceMs = patience } = o;
  const { audit, nonces, messages, wakeups } = stores;
  const jobs = createJobs({ clock, random });
  const calls = createCalls({ clock, random });
  const workplaces = createWorkplaces(o);
  const post = async (conversation: Conversation, text: string): Promise<void> => {
    await messages.enqueue([{ conversation, message: { text } }], [], clock.now());
    await wakeups.publish("outbox");
  };
  const shared = createSharedJobs({ jobs, board: stores.jobs, wakeups, post, clock, log });
  const carrying = { jobs, shared, audit, clock, log, post };
  const tools = [
    createExecTool({ ...carrying, workplaces, approvals, patienceMs }),
    createProcessTool({ jobs: shared, calls, clock }),
    ...createFileTools(workplaces),
    ...createSessionTools({
      linkedTo: (who) => policy().pairing.linkedTo?.(who) ?? [],
      messages,
      workplaces,
      jobs,
      post,
    }),
    createWebFetchTool(createWebFetch({ clock })),
  ];
  const dispatcher = createDispatcher({ tools, policy, audit, nonces, calls, clock, log });
  return { dispatcher, workplaces, jobs, shared, calls, post };
}
