import { hash } from "node:crypto";
import type { ExecQuestion } from "../exec-approvals.ts";

type Asked = Pick<ExecQuestion, "agentId" | "session" | "where"> & { readonly plan: { readonly digest: string } };

function digest(...parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts), "hex");
}

/** What a question is about: the same command of the same session waits once. */
export function questionSubject({ plan, agentId, session, where }: Asked): string {
  return digest("moltbot-exec-question/1", plan.digest, agentId, session, where);
}

/**
 * What a grant lets run again (SPEC R7.3): the same words, directory, variables, agent and place. One for a session has
 * another subject than one for good, so that neither stands in for the other.
 */
export function grantSubject({ plan, agentId, session, where }: Asked, scope: "session" | "always"): string {
  const bound = scope === "session" ? [session] : [];
  return digest("moltbot-exec-grant/1", plan.digest, agentId, where, scope, ...bound);
}
