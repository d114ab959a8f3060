import type { Grant } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";
import { commandView, type ExecDecision, grantView, refusedText } from "@moltbot/gateway";
import type { Decider } from "@moltbot/pairing";
import type { AnswerResult, Backend } from "./backend.ts";
import type { Opened } from "./opened.ts";
import { answered } from "./outcomes.ts";
import { noGrant, noSuchRequest } from "./refusals.ts";
import { grantShown, requestView } from "./to-view.ts";
import type { GrantView, RequestView } from "./views.ts";

const by: Decider = { kind: "operator", via: "cli" };

/** The most requests or grants of one list. */
const most = 1000;

const list = "approvals list";

type Asked = Parameters<typeof requestView>[0];

/** What `moltbot approvals` asks of a stopped gateway's store: the same operations as the running one. */
export function storeCommands(o: Opened): Pick<Backend, "requests" | "request" | "answer" | "grants" | "revoke"> {
  const { stores, pairing, exec, clock } = o;
  const view = (approval: Asked): RequestView => {
    const command = commandView(approval);
    return { ...requestView(approval, clock.now()), ...(command === undefined ? {} : { command }) };
  };
  return {
    async requests() {
      const now = clock.now();
      const pending = await stores.approvals.pending({ limit: most });
      return pending.filter(({ expiresAt }) => expiresAt > now).map(view);
    },
    async request(id) {
      const approval = await stores.approvals.get(id);
      if (approval === undefined) throw noSuchRequest(id);
      return view(approval);
    },
    async answer(id, decision, { scope } = {}) {
      if (!id.startsWith("exec_")) return answered(await pairing[decision](id, by), { id, view, list });
      const outcome = await exec.decide(id, decision, { by, ...(scope === undefined ? {} : { scope }) });
      return commandAnswered(outcome, id, view);
    },
    async grants({ all }) {
      return (await exec.grants({ all, limit: most })).map(shown);
    },
    async revoke(id) {
      const outcome = await exec.revoke(id, by);
      if (outcome.status === "not_found") throw noGrant(id);
      if (outcome.status === "forbidden") throw new MoltbotError("denied", "the operator may not do this here");
      return { status: outcome.status, grant: shown(outcome.grant) };
    },
  };
}

function commandAnswered(outcome: ExecDecision, id: string, view: (approval: Asked) => RequestView): AnswerResult {
  if (outcome.status === "refused") {
    const { because, offered } = outcome;
    throw new MoltbotError("denied", refusedText(outcome), { data: { because, offered } });
  }
  if (outcome.status !== "approved") return answered(outcome, { id, view, list });
  const { approval, scope, grant } = outcome;
  return {
    status: "approved",
    request: view(approval),
    scope,
    ...(grant === undefined ? {} : { grant: shown(grant) }),
  };
}

function shown(grant: Grant): GrantView {
  return grantShown(grant, grantView(grant));
}
