import { isMoltbotError } from "@moltbot/core";
import { apiAudit } from "./api-audit.ts";
import type { ApiClient } from "./api-client.ts";
import type { AnswerResult, ApproveResult, Backend, DenyResult, PersonResult, RevokeResult } from "./backend.ts";
import { isRequestId, noRequest } from "./refusals.ts";
import type { DelegationView, GrantView, RequestView, Scope, StatusView, UserView } from "./views.ts";

/** The backend for a running gateway: every verb is a call of its API, so the gateway's own rules decide. */
export function createApiBackend(api: ApiClient, o: { url: string }): Backend {
  const at = (identity: string): string => encodeURIComponent(identity);
  const user = async (identity: string): Promise<UserView> =>
    (await api.get(`/api/v1/users/${at(identity)}`)).body as UserView;
  const decide = async (id: string, decision: "approve" | "deny", scope?: Scope): Promise<unknown> =>
    (await api.post(`/api/v1/approvals/${at(id)}`, { decision, ...(scope === undefined ? {} : { scope }) })).body;
  const waiting = async (kind?: string): Promise<readonly RequestView[]> =>
    (await api.get("/api/v1/approvals", { limit: "1000", kind })).body as readonly RequestView[];
  const act = async (identity: string, verb: string, body: Record<string, unknown> = {}): Promise<PersonResult> =>
    (await api.post(`/api/v1/users/${at(identity)}/${verb}`, body)).body as PersonResult;

  return {
    kind: "gateway",
    where: `gateway at ${o.url}`,
    pending: () => waiting("pairing"),
    requests: () => waiting(),
    request: async (id) => (await api.get(`/api/v1/approvals/${at(id)}`)).body as RequestView,
    answer: async (id, decision, { scope } = {}) => (await decide(id, decision, scope)) as AnswerResult,
    grants: async ({ all }) =>
      (await api.get("/api/v1/grants", { all: String(all), limit: "1000" })).body as readonly GrantView[],
    revoke: async (id) => (await api.post(`/api/v1/grants/${at(id)}/revoke`, {})).body as RevokeResult,
    async approve(target) {
      const id = isRequestId(target) ? target : await requestIdOf(user, target);
      if (id !== undefined) return (await decide(id, "approve")) as ApproveResult;
      return (await api.post(`/api/v1/pairing/${at(target)}/admit`, {})).body as ApproveResult;
    },
    async deny(target) {
      const id = isRequestId(target) ? target : (await user(target)).requestId;
      if (id === undefined) throw noRequest(target);
      return (await decide(id, "deny")) as DenyResult;
    },
    users: async (query) =>
      (
        await api.get("/api/v1/users", {
          state: query.state,
          channel: query.channel,
          limit: String(query.limit ?? 1000),
        })
      ).body as readonly UserView[],
    user,
    block: (identity, { reason, forMs } = {}) =>
      act(identity, "block", {
        ...(reason === undefined ? {} : { reason }),
        ...(forMs === undefined ? {} : { for: `${forMs}ms` }),
      }),
    unblock: (identity) => act(identity, "unblock"),
    unpair: (identity) => act(identity, "unpair"),
    delegations: async () => (await api.get("/api/v1/delegations")).body as readonly DelegationView[],
    delegate: async (from, to, forMs) =>
      (await api.post("/api/v1/delegations", { from, to, for: `${forMs}ms` })).body as DelegationView,
    undelegate: async (from) =>
      (await api.post(`/api/v1/delegations/${at(from)}/revoke`, {})).body as {
        status: "done" | "unchanged";
        from: string;
      },
    ...apiAudit(api),
    status: async () => (await api.get("/api/v1/status")).body as StatusView,
    close: async () => {},
  };
}

/** The pending request of a person; nothing when they have none or were never seen, and then they are let in by hand. */
async function requestIdOf(user: (identity: string) => Promise<UserView>, target: string): Promise<string | undefined> {
  try {
    return (await user(target)).requestId;
  } catch (thrown) {
    if (isMoltbotError(thrown) && thrown.code === "not_found" && target.includes(":")) return undefined;
    throw thrown;
  }
}
