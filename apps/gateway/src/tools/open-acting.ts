import { createRuns } from "@moltbot/approvals";
import type { Config } from "@moltbot/config";
import { type Clock, type Logger, messageOf, type Random } from "@moltbot/core";
import type { PersonalPlace } from "@moltbot/pairing/privacy";
import type { SandboxEngine } from "@moltbot/sandbox";
import { endedTopic } from "../exec/approvals/end-for.ts";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { reconsider } from "../exec/run/reconsider.ts";
import { createRightsWatch, type Running } from "../exec/run/rights.ts";
import { createRunner, type Runner } from "../exec/run/runner.ts";
import { type SharedJobs, wishTopic } from "../exec/run/shared-jobs.ts";
import type { Policy } from "../policy/policy.ts";
import { workPlace } from "../privacy/work-place.ts";
import { openSandboxes } from "../sandbox/gateway-sandboxes.ts";
import type { Stores } from "../stores/stores.ts";
import { createWorkspaceNames } from "../workspaces/names.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { createToolkit } from "./toolkit.ts";

/** Everything of a gateway that acts: tools, commands, sandboxes. */
export interface Acting {
  readonly dispatcher: Dispatcher;
  readonly runner: Runner;
  /** What runs for people here, to be ended before they are erased. */
  readonly work: PersonalPlace;
  /** Looks at what runs, so that it is known what was allowed by the rules of this moment. */
  watchRights(): Promise<void>;
  /** After a change of the rules: ends what runs, or waits for an answer, and may not any more (SPEC R9.7). */
  followRules(): Promise<void>;
  /** Removes sandboxes that are idle or too old. */
  sweep(): Promise<unknown>;
  /** Ends what runs, tells whom it concerns, and closes the sandboxes. Files stay. */
  close(): Promise<void>;
}

/** What it is opened with. */
export interface ActingOptions {
  readonly config: () => Config;
  readonly policy: () => Policy;
  readonly stores: Stores;
  readonly approvals: ExecApprovals;
  readonly stateDir: string;
  /** Tells processes apart that share a state directory. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Variables that the host offers to commands outside of a sandbox. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long a chat waits for a command: 20 seconds unless told. */
  readonly patienceMs?: number;
  /** Docker and bubblewrap unless told. */
  readonly engines?: readonly SandboxEngine[];
}

/** An approved command begins within this time of the decision, or never: as long as somebody may need to start a gateway. */
const runTtlMs = 3_600_000;

/** Opens it and cleans up after an earlier process. A sandbox engine that is missing is a warning: nothing runs there then. */
export async function openActing(o: ActingOptions): Promise<Acting> {
  const { stores, clock, log, policy } = o;
  const names = createWorkspaceNames(stores.secrets, o.random);
  const sandboxes = await openSandboxes({ ...o, names });
  // Whoever waits for the gateway does not wait for an engine to say that it is not there.
  void sandboxes.trouble().then((found) => {
    for (const { because, hint } of found) log.warn(`sandboxed sessions run nothing: ${because}`, { hint });
  });
  const { dispatcher, workplaces, jobs, shared, calls, post } = createToolkit({ ...o, names, sandboxes });
  const runner = createRunner({
    runs: createRuns({ store: stores.grants, clock, runTtlMs }),
    approvals: stores.approvals,
    people: stores.pairing,
    audit: stores.audit,
    grants: o.approvals,
    installation: sandboxes.installation,
    ...{ policy, workplaces, jobs, shared, post, clock, log },
  });
  const endFor = (key: string): void => {
    jobs.endFor(key);
    calls.endFor(key);
  };
  const running = (): readonly Running[] => [...jobs.all().map((job) => ({ tool: "exec", ...job })), ...calls.all()];
  const watchRights = createRightsWatch({ people: stores.pairing, policy, clock, running, endFor });
  const subscriptions = [
    await stores.wakeups.subscribe(endedTopic, endFor),
    await stores.wakeups.subscribe(wishTopic, () => {
      shared
        .attend()
        .catch((error: unknown) => log.debug("wishes wait for the next poll", { error: messageOf(error) }));
    }),
  ];
  return {
    dispatcher,
    runner: besideShared(runner, shared, watchRights),
    work: workPlace({
      ...{ config: o.config, jobs, sandboxes, clock, log },
      workspaceOf: (who) => policy().workspaceOf(who),
      others: () => stores.privacy.journal.others(),
    }),
    watchRights,
    async followRules() {
      await sandboxes.review();
      await watchRights();
      await reconsider({ people: stores.pairing, workplaces, policy, approvals: o.approvals, clock, log });
      await runner.poll();
    },
    sweep: () => sandboxes.sweep(),
    async close() {
      for (const unsubscribe of subscriptions) await unsubscribe();
      calls.close();
      await jobs.close();
      await sandboxes.close();
    },
  };
}

/** The runner, which looks at rights first, and after what other processes wish and left. */
function besideShared(
  runner: Runner,
  shared: Pick<SharedJobs, "attend" | "recover">,
  watchRights: () => Promise<void>,
): Runner {
  return {
    ...runner,
    async poll() {
      await watchRights();
      await shared.attend();
      await runner.poll();
    },
    async recover() {
      await runner.recover();
      await shared.recover();
    },
  };
}
