import type { Approval } from "@moltbot/approvals";
import { type CommandPlan, planDigest } from "@moltbot/command-policy";
import type { JsonObject } from "@moltbot/core";
import type { Profile } from "@moltbot/pairing";
import type { ExecQuestion } from "../exec-approvals.ts";
import { type ApprovalMode, readMode } from "./scopes.ts";

/** What a stored question about a command holds, besides who asked. */
export interface ExecPayload extends Omit<ExecQuestion, "who"> {
  /** `exec.approvalMode` when it was asked. */
  readonly mode: ApprovalMode;
  /** Version of the policy in force when it was asked. */
  readonly policy?: string;
  /** What the person who asked calls themselves. */
  readonly displayName?: string;
  readonly username?: string;
}

/** A question as it is stored. */
export function execPayload(
  question: ExecQuestion,
  o: { mode: ApprovalMode; policy: string; profile?: Profile },
): JsonObject {
  const { who, plan, ...rest } = question;
  const { displayName, username } = o.profile ?? {};
  const stored = {
    ...rest,
    channel: who.channel,
    account: who.account,
    userId: who.id,
    displayName,
    username,
    plan,
    digest: plan.digest,
    mode: o.mode,
    policy: o.policy,
  };
  return JSON.parse(JSON.stringify(stored)) as JsonObject;
}

/** A stored question read back whole; `undefined` when anything is damaged or its plan is not the one that was asked about. */
export function readExecPayload({ kind, payload }: Pick<Approval, "kind" | "payload">): ExecPayload | undefined {
  const { agentId, session, line, because, where, digest } = payload;
  if (kind !== "exec" || typeof agentId !== "string" || typeof session !== "string") return undefined;
  if (typeof line !== "string" || typeof because !== "string" || (where !== "sandbox" && where !== "host"))
    return undefined;
  const commands: unknown = payload["commands"];
  const fingerprint: unknown = payload["fingerprint"];
  const plan: unknown = payload["plan"];
  if (!isWords(commands) || !isTexts(fingerprint) || !isPlan(plan) || plan.digest !== digest) return undefined;
  return {
    agentId,
    session,
    line,
    because,
    where,
    commands,
    fingerprint,
    plan,
    mode: readMode(payload["mode"]),
    ...optional(payload, "policy"),
    ...optional(payload, "displayName"),
    ...optional(payload, "username"),
  };
}

function optional(payload: JsonObject, key: "displayName" | "username" | "policy"): { [key]?: string } {
  const value = payload[key];
  return typeof value === "string" ? { [key]: value } : {};
}

function isWords(value: unknown): value is readonly (readonly string[])[] {
  return Array.isArray(value) && value.every((argv) => isTextList(argv));
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Nothing else has this digest, so what has it needs no further look.
function isPlan(value: unknown): value is CommandPlan {
  if (!isObject(value) || !isTextList(value["env"])) return false;
  try {
    return planDigest(value as unknown as CommandPlan) === value["digest"];
  } catch {
    return false;
  }
}
