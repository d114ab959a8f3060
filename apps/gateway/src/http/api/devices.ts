import { MoltbotError } from "@moltbot/core";
import { isRole, type Role, readScopes, type Scope } from "@moltbot/device-pairing";
import { deviceOutcomeShape, deviceShape, joinCodeShape } from "../../devices/shapes.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { HttpContext, OperatorRoute } from "../route.ts";

type Body = Readonly<Record<string, unknown>>;

/** `/api/v1/devices`: what there is, and the verbs on it. Who may do what is decided by the domain (SPEC R4.3). */
export function deviceRoutes(parts: HttpParts): OperatorRoute[] {
  return [...reading(parts), ...changing(parts)];
}

function reading({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/devices",
      access: "operator",
      scope: "any",
      handle: async (c, { caller }) => c.json((await app.devices.list(caller)).map(deviceShape)),
    },
    {
      method: "POST",
      path: "/api/v1/join-codes",
      access: "operator",
      scope: "operator.pairing",
      handle: async (c, { caller }, body) => {
        onlyKeys(body, ["role", "scopes"]);
        const wish = { role: roleIn(body), scopes: scopesIn(body) ?? ["operator.read"] };
        return c.json(joinCodeShape(await app.devices.joinCode(wish, caller)));
      },
    },
  ];
}

function changing({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "POST",
      path: "/api/v1/devices/:id/rotate",
      access: "operator",
      scope: "any",
      handle: async (c, { caller }, body) => {
        onlyKeys(body, ["role", "scopes"]);
        const scopes = scopesIn(body);
        const target = { deviceId: idOf(c), role: roleIn(body), ...(scopes && { scopes }) };
        return c.json(deviceOutcomeShape(await app.devices.rotate(target, caller)));
      },
    },
    {
      method: "POST",
      path: "/api/v1/devices/:id/revoke",
      access: "operator",
      scope: "any",
      handle: async (c, { caller }, body) => {
        onlyKeys(body, ["role"]);
        const target = { deviceId: idOf(c), role: roleIn(body) };
        return c.json(deviceOutcomeShape(await app.devices.revoke(target, caller)));
      },
    },
    {
      method: "POST",
      path: "/api/v1/devices/:id/remove",
      access: "operator",
      scope: "any",
      handle: async (c, { caller }, body) => {
        onlyKeys(body, []);
        return c.json(deviceOutcomeShape(await app.devices.remove(idOf(c), caller)));
      },
    },
    {
      method: "POST",
      path: "/api/v1/devices/:id/label",
      access: "operator",
      scope: "any",
      handle: async (c, { caller }, body) => {
        onlyKeys(body, ["label"]);
        const { label } = body;
        if (typeof label !== "string") throw new MoltbotError("invalid", "The label is not text");
        return c.json(deviceOutcomeShape(await app.devices.label(idOf(c), label, caller)));
      },
    },
  ];
}

function idOf(c: HttpContext): string {
  return c.req.param("id") ?? "";
}

function roleIn({ role = "operator" }: Body): Role {
  if (isRole(role)) return role;
  throw new MoltbotError("invalid", "There is no such role", { hint: 'Say "operator" or "node".' });
}

function scopesIn({ scopes }: Body): readonly Scope[] | undefined {
  if (scopes === undefined) return undefined;
  if (Array.isArray(scopes)) return readScopes(scopes);
  throw new MoltbotError("invalid", "scopes is no list", { hint: 'Send ["operator.read"], for example.' });
}
