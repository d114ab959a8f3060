import { MoltbotError } from "@moltbot/core";
import type { ChoiceChange } from "@moltbot/pairing";
import type { PersonReport } from "../../persons/report.ts";
import type { HttpParts } from "../parts.ts";
import { onePerson } from "../people.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { personOutcomeShape } from "./outcomes.ts";
import { auditShape, iso } from "./shapes.ts";

/** `/api/v1/users/:who/report` and `/api/v1/users/:who/session`. */
export function personRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/users/:who/report",
      access: "operator",
      handle: async (c) => {
        const who = await onePerson(app.pairing, c.req.param("who") ?? "");
        return c.json(reportShape(await app.persons.describe(who)));
      },
    },
    {
      method: "POST",
      path: "/api/v1/users/:who/session",
      access: "operator",
      handle: async (c, by, body) => {
        onlyKeys(body, ["agent", "permissions"]);
        const who = await onePerson(app.pairing, c.req.param("who") ?? "");
        const outcome = await app.persons.choose(who, { kind: "operator", via: by.via }, readChange(body));
        app.changed("users");
        return c.json(personOutcomeShape(outcome));
      },
    },
  ];
}

function readChange({ agent, permissions }: Readonly<Record<string, unknown>>): ChoiceChange {
  if (agent !== undefined && agent !== null && typeof agent !== "string") {
    throw new MoltbotError("invalid", "agent is neither a text nor null");
  }
  if (permissions !== undefined && permissions !== null && !isTexts(permissions)) {
    throw new MoltbotError("invalid", "permissions are neither a list of texts nor null");
  }
  return { ...(agent === undefined ? {} : { agent }), ...(permissions === undefined ? {} : { permissions }) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 20 && value.every((one) => typeof one === "string");
}

/** A report as the API tells it: times in ISO 8601. */
export function reportShape(report: PersonReport) {
  const { grant, block, choice, session, audit, firstSeenAt, lastSeenAt, ...rest } = report;
  return {
    ...rest,
    firstSeenAt: iso(firstSeenAt),
    lastSeenAt: iso(lastSeenAt),
    grant: grant && { ...grant, grantedAt: iso(grant.grantedAt), expiresAt: iso(grant.expiresAt) },
    block: block && { ...block, blockedAt: iso(block.blockedAt), expiresAt: iso(block.expiresAt) },
    choice: choice && { ...choice, chosenAt: iso(choice.chosenAt) },
    session: { ...session, pairedSince: iso(session.pairedSince), lastAt: iso(session.lastAt) },
    audit: audit.map(auditShape),
  };
}
