import type { Approval, ApprovalStore, RunEnd, Runs } from "@moltbot/approvals";
import type { Conversation } from "@moltbot/channel";
import { isMoltbotError, messageOf, type Principal, plainText, visibleText } from "@moltbot/core";
import type { Policy } from "../../policy/policy.ts";
import { chatText } from "../../tools/chat-text.ts";
import type { ToolResult } from "../../tools/tool.ts";
import { maskSecrets } from "../approvals/mask.ts";
import { type ExecPayload, readExecPayload } from "../approvals/payload.ts";
import type { ExecApprovals } from "../exec-approvals.ts";
import { broken, type CarryOutParts, carryOut } from "./carry-out.ts";
import { changedSince, type MayRunParts, mayRun } from "./may-run.ts";
import type { Workplace } from "./workplace.ts";

/** What runs approved questions works with. */
export interface RunnerParts extends CarryOutParts, MayRunParts {
  readonly runs: Runs;
  readonly approvals: Pick<ApprovalStore, "get">;
  /** Makes grants that were never made. */
  readonly grants: Pick<ExecApprovals, "owed">;
  readonly policy: () => Policy;
  /** Questions of other state directories are run by the gateways there. */
  readonly installation: string;
}

/** Runs what was approved, wherever and whenever that was (SPEC R7.7). Safe beside other processes that do the same. */
export interface Runner {
  /** Begins what is due; the results are told when they are there. */
  poll(): Promise<void>;
  /** Tells of what dead processes were running and of what nobody ran in time. Nothing of it is run again. */
  recover(): Promise<void>;
}

/** Nothing is run until asked. */
export function createRunner(d: RunnerParts): Runner {
  let polling: Promise<void> | undefined;
  let again = false;
  const pollAll = async (): Promise<void> => {
    while (again) {
      again = false;
      for (const approval of await d.runs.due()) {
        await begin(d, approval).catch((error: unknown) =>
          d.log.warn("an approved command waits", { id: approval.id, error: messageOf(error) }),
        );
      }
    }
  };
  return {
    poll() {
      again = true;
      polling ??= pollAll().finally(() => {
        polling = undefined;
      });
      return polling;
    },
    async recover() {
      const { lost, lapsed } = await d.runs.recover();
      for (const { approval: id } of lost) {
        const approval = await d.approvals.get(id);
        if (approval === undefined) continue;
        await tell(
          d,
          approval,
          "The process that ran it ended before it did, so I can't know how far it came. I don't run it again.",
        );
      }
      for (const approval of lapsed) {
        await tell(d, approval, "It was approved, but nobody could run it in time. Ask again if you still want it.");
      }
    },
  };
}

async function begin(d: RunnerParts, approval: Approval): Promise<void> {
  const asked = readExecPayload(approval);
  const who = approval.requester;
  if (asked === undefined || who === undefined) return refuse(d, approval, "what was asked cannot be read any more");
  if (asked.fingerprint["installation"] !== d.installation) return;
  if (!d.jobs.hasRoom(asked.session)) return;
  const place = await mayRun(d, d.policy(), { who, asked, now: d.clock.now() });
  if (typeof place === "string") return refuse(d, approval, place);
  await d.grants.owed(approval);
  const { status } = await d.runs.claim(approval, act(d));
  if (status !== "claimed") return;
  d.jobs.follow(run(d, { approval, who, asked, place }));
}

interface Claimed {
  readonly approval: Approval;
  readonly who: Principal;
  readonly asked: ExecPayload;
  readonly place: Workplace;
}

/** From here on the question is ours; whatever happens, its end is written down and told. */
async function run(d: RunnerParts, claimed: Claimed): Promise<void> {
  const { approval } = claimed;
  const result = await resultOf(d, claimed).catch((error: unknown) => broken(d, error));
  try {
    await tell(d, approval, chatText(result));
    await d.runs.finish(approval, endOf(result), act(d));
  } catch (error) {
    d.log.error("the end of an approved command could not be written down", {
      id: approval.id,
      error: messageOf(error),
    });
  }
}

async function resultOf(d: RunnerParts, { approval, who, asked, place }: Claimed): Promise<ToolResult> {
  const { plan, commands, line, agentId, session } = asked;
  const changed = changedSince(asked.fingerprint, await place.fingerprint(plan, commands));
  if (changed !== undefined) {
    const text = `Nothing ran: since it was asked about, this has changed: ${plainText(changed, 400)}. Ask again.`;
    return { outcome: "denied", text, data: { ran: "refused" } };
  }
  const policy = d.policy().version;
  const begun = carryOut(d, { who, session, agentId, line, plan, permit: approval.id, place, policy });
  if (begun === "busy")
    return { outcome: "denied", text: "Nothing ran: too many commands are running.", data: { ran: "refused" } };
  return begun.ended;
}

async function refuse(d: RunnerParts, approval: Approval, because: string): Promise<void> {
  const { status } = await d.runs.skip(approval, "refused", act(d));
  if (status === "claimed") await tell(d, approval, `Nothing ran: ${plainText(because, 300)}.`);
}

const act = (d: RunnerParts) => ({ actor: { kind: "system" } as const, policy: d.policy().version });

const ends = ["exited", "refused", "timed-out", "cancelled", "output-limit"] as const;

function endOf({ data = {} }: ToolResult): RunEnd {
  const outcome = ends.find((one) => one === data["ran"]) ?? "failed";
  const code = data["code"];
  return { outcome, ...(typeof code === "number" ? { code } : {}) };
}

/** Tells who asked, in their own chat. What cannot be told is not run again for it. */
async function tell(d: RunnerParts, approval: Approval, text: string): Promise<void> {
  const { requester, id } = approval;
  if (requester === undefined) return;
  const { channel, account } = requester;
  const to: Conversation = { channel, account, kind: "dm", id: requester.id };
  const line = readExecPayload(approval)?.line ?? "";
  const shown = visibleText(maskSecrets(line.length > 300 ? `${line.slice(0, 300)}…` : line));
  try {
    await d.post(to, `${id}\n$ ${shown}\n\n${text}`);
  } catch (error) {
    if (!isMoltbotError(error)) throw error;
    d.log.error("what became of an approved command could not be told", { id, error: messageOf(error) });
  }
}
