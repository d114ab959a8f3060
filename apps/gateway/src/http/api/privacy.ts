import { MoltbotError } from "@moltbot/core";
import type { ErasureMode } from "@moltbot/pairing/privacy";
import type { ErasedPerson, PreviewedPerson } from "../../privacy/people-privacy.ts";
import type { HttpParts } from "../parts.ts";
import { onePerson } from "../people.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { streamOf } from "../stream-of.ts";
import { personShape } from "./shapes.ts";

type Body = Readonly<Record<string, unknown>>;

const modes: readonly ErasureMode[] = ["delete", "purge", "anonymize"];

/** `/api/v1/users/<who>/export` and `/erase` (SPEC R9.4): the operator's alone. */
export function privacyRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "POST",
      path: "/api/v1/users/:who/export",
      access: "operator",
      handle: async (c, { via }, body) => {
        onlyKeys(body, ["linked", "files"]);
        const reach = { linked: readFlag(body, "linked"), files: readFlag(body, "files") };
        const who = await onePerson(app.pairing, c.req.param("who") ?? "");
        return c.body(await streamOf(c, { app }, app.privacy.export(who, { ...reach, by: via })), 200, {
          "Content-Type": "application/json; charset=utf-8",
          "Cache-Control": "no-store",
        });
      },
    },
    {
      method: "POST",
      path: "/api/v1/users/:who/erase",
      access: "operator",
      handle: async (c, { via }, body) => {
        onlyKeys(body, ["mode", "linked", "dryRun"]);
        const mode = modes.find((one) => one === body["mode"]);
        if (mode === undefined) {
          throw new MoltbotError("invalid", "The field mode says how much goes", {
            hint: `Known: ${modes.join(", ")}.`,
          });
        }
        const linked = readFlag(body, "linked");
        const who = await onePerson(app.pairing, c.req.param("who") ?? "");
        if (readFlag(body, "dryRun")) {
          return c.json((await app.privacy.preview(who, mode, { linked })).map(previewShape));
        }
        const outcomes = await app.privacy.erase(who, { mode, linked, by: via });
        app.changed("users");
        app.changed("approvals");
        return c.json(outcomes.map(erasedShape));
      },
    },
  ];
}

function readFlag(body: Body, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new MoltbotError("invalid", `The field ${name} is true or false`);
}

/** What would go, as the API tells it. */
export function previewShape({ who, tally, blocked, named, owner }: PreviewedPerson) {
  return { status: "dry-run" as const, ...personShape(who), tally, blocked, named, owner };
}

/** What went, as the API tells it. @throws MoltbotError `denied` about an owner */
export function erasedShape(outcome: ErasedPerson) {
  const { who, named } = outcome;
  if (outcome.status === "forbidden") throw ownerError(outcome.paths);
  const { status, blocked } = outcome;
  if (status === "unchanged") return { status, ...personShape(who), blocked, named };
  const { id, tally, pseudonym } = outcome;
  return { status, ...personShape(who), id, tally, blocked, named, ...(pseudonym && { pseudonym }) };
}

function ownerError(paths: readonly string[]): MoltbotError {
  return new MoltbotError("denied", `The configuration makes them an owner: ${paths.join(", ")}`, {
    hint: "Take them out of it first; owners are not erased.",
    data: { paths: [...paths] },
  });
}
