import { MoltbotError } from "@moltbot/core";
import { type Caller, hasScope, type Scope } from "@moltbot/device-pairing";
import type { Verb } from "./answer-request.ts";

/** What it takes to answer a question of this kind: people and devices are let in by one scope, commands by another. */
export function answerScope(kind: string): Scope {
  return kind === "exec" ? "operator.approvals" : "operator.pairing";
}

/**
 * Whether the caller may answer at all; whether this answer counts is for the domain to say.
 * @throws MoltbotError `denied`
 */
export function mayAnswer(caller: Caller, id: string, verb: Verb): void {
  const scope = verb === "block" ? "operator.pairing" : answerScope(id.startsWith("exec_") ? "exec" : "pairing");
  if (hasScope(caller.scopes, scope)) return;
  throw new MoltbotError("denied", `That takes ${scope}`, { data: { scope } });
}
