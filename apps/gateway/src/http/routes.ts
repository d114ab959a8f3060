import { auditRoutes } from "./api/audit.ts";
import { browserRoutes } from "./api/browsers.ts";
import { channelRoutes } from "./api/channels.ts";
import { delegationRoutes } from "./api/delegations.ts";
import { deviceRoutes } from "./api/devices.ts";
import { explainRoutes } from "./api/explain.ts";
import { grantRoutes } from "./api/grants.ts";
import { identityRoutes } from "./api/identities.ts";
import { peopleRoutes } from "./api/people.ts";
import { personRoutes } from "./api/person.ts";
import { privacyRoutes } from "./api/privacy.ts";
import { requestRoutes } from "./api/requests.ts";
import { sessionRoutes } from "./api/sessions.ts";
import { systemRoutes } from "./api/system.ts";
import { assetRoutes } from "./assets.ts";
import { healthRoutes } from "./health.ts";
import { approvalsPages } from "./pages/approvals.ts";
import { auditPages } from "./pages/audit.ts";
import { browserPages } from "./pages/browsers.ts";
import { channelPages } from "./pages/channels.ts";
import { chatPages } from "./pages/chat.ts";
import { claimPages } from "./pages/claims.ts";
import { delegationPages } from "./pages/delegations.ts";
import { devicePages } from "./pages/devices.ts";
import { doctorPages } from "./pages/doctor.ts";
import { overviewPages } from "./pages/overview.ts";
import { peoplePages } from "./pages/people-routes.ts";
import { personPages } from "./pages/person.ts";
import { policyPages } from "./pages/policy.ts";
import { privacyPages } from "./pages/privacy.ts";
import { sessionPages } from "./pages/session.ts";
import { sessionsPages } from "./pages/sessions.ts";
import { signInPages } from "./pages/sign-in.ts";
import type { HttpParts } from "./parts.ts";
import type { Route } from "./route.ts";
import { webhookPrefix } from "./webhooks.ts";

/** Every route there is, each with who may call it. */
export function makeRoutes(parts: HttpParts): readonly Route[] {
  return [
    ...healthRoutes(parts),
    ...assetRoutes(parts.assets),
    ...signInPages(parts),
    ...overviewPages(parts),
    ...approvalsPages(parts),
    ...peoplePages(parts),
    ...devicePages(parts),
    ...browserPages(parts),
    ...claimPages(parts),
    ...delegationPages(parts),
    ...personPages(parts),
    ...privacyPages(parts),
    ...chatPages(parts),
    ...sessionsPages(parts),
    ...sessionPages(parts),
    ...channelPages(parts),
    ...auditPages(parts),
    ...policyPages(parts),
    ...doctorPages(parts),
    {
      method: "GET",
      path: "/events",
      access: "signed-in",
      handle: (c, session) => {
        const stream = parts.live.open(session);
        if (stream === undefined) return c.text("too many streams\n", 503);
        return c.body(stream, 200, { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" });
      },
    },
    ...requestRoutes(parts),
    ...grantRoutes(parts),
    ...deviceRoutes(parts),
    ...browserRoutes(parts),
    ...delegationRoutes(parts),
    ...peopleRoutes(parts),
    ...identityRoutes(parts),
    ...personRoutes(parts),
    ...privacyRoutes(parts),
    ...explainRoutes(parts),
    ...auditRoutes(parts),
    ...sessionRoutes(parts),
    ...systemRoutes(parts),
    ...channelRoutes(parts),
    { method: "POST", path: `${webhookPrefix}:channel/:account`, access: "channel-secret" },
  ];
}
