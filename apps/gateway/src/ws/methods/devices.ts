import { MoltbotError } from "@moltbot/core";
import { isRole, type Role, readScopes, type Scope } from "@moltbot/device-pairing";
import { deviceOutcomeShape, deviceShape, joinCodeShape } from "../../devices/shapes.ts";
import { outcomeShape } from "../../http/api/outcomes.ts";
import { requestShape } from "../../http/api/shapes.ts";
import { type MethodContext, type Methods, type Params, textOf } from "./method.ts";

/** `device.*`: who may do what is decided by the domain (SPEC R4.2, R4.3). */
export const deviceMethods: Methods = {
  "device.list": {
    scope: undefined,
    params: [],
    run: async ({ app, caller }) => (await app.devices.list(caller)).map(deviceShape),
  },
  "device.pair.list": {
    scope: "operator.pairing",
    params: [],
    run: async ({ app, caller }) => (await app.devices.pending(caller)).map(requestShape),
  },
  "device.pair.approve": {
    scope: "operator.pairing",
    params: ["requestId"],
    run: async ({ app, caller }, params) =>
      outcomeShape(await app.devices.approve(textOf(params, "requestId"), caller)),
  },
  "device.pair.reject": {
    scope: "operator.pairing",
    params: ["requestId"],
    run: async ({ app, caller }, params) => outcomeShape(await app.devices.reject(textOf(params, "requestId"), caller)),
  },
  "device.pair.remove": {
    scope: undefined,
    params: ["deviceId"],
    run: async ({ app, caller, session }, params) =>
      deviceOutcomeShape(await app.devices.remove(deviceOf(params, session.deviceId), caller)),
  },
  "device.label": {
    scope: undefined,
    params: ["deviceId", "label"],
    run: async ({ app, caller, session }, params) =>
      deviceOutcomeShape(await app.devices.label(deviceOf(params, session.deviceId), textOf(params, "label"), caller)),
  },
  "device.token.rotate": {
    scope: undefined,
    params: ["deviceId", "role", "scopes"],
    run: async ({ app, caller, session }, params) => {
      const scopes = scopesIn(params);
      const target = { ...targetOf(params, { app, caller, session }), ...(scopes && { scopes }) };
      return deviceOutcomeShape(await app.devices.rotate(target, caller));
    },
  },
  "device.token.revoke": {
    scope: undefined,
    params: ["deviceId", "role"],
    run: async (context, params) =>
      deviceOutcomeShape(await context.app.devices.revoke(targetOf(params, context), context.caller)),
  },
  "device.join.create": {
    scope: "operator.pairing",
    params: ["role", "scopes"],
    run: async ({ app, caller }, params) => {
      const wish = { role: roleIn(params) ?? "operator", scopes: scopesIn(params) ?? ["operator.read"] };
      return joinCodeShape(await app.devices.joinCode(wish, caller));
    },
  },
};

function targetOf(params: Params, { session }: MethodContext): { deviceId: string; role: Role } {
  return { deviceId: deviceOf(params, session.deviceId), role: roleIn(params) ?? session.role };
}

function deviceOf(params: Params, own: string): string {
  return params["deviceId"] === undefined ? own : textOf(params, "deviceId");
}

function roleIn(params: Params): Role | undefined {
  const role = params["role"];
  if (role === undefined || isRole(role)) return role;
  throw new MoltbotError("invalid", "params.role is no role", { hint: 'Say "operator" or "node".' });
}

function scopesIn(params: Params): readonly Scope[] | undefined {
  const scopes = params["scopes"];
  if (scopes === undefined) return undefined;
  if (Array.isArray(scopes)) return readScopes(scopes);
  throw new MoltbotError("invalid", "params.scopes is no list");
}
