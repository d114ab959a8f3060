import { MoltbotError } from "@moltbot/core";
import { hasScope } from "@moltbot/device-pairing";
import { onlyKeys } from "../../http/request-body.ts";
import type { RequestFrame } from "../frames.ts";
import { configMethods } from "./config.ts";
import { deviceMethods } from "./devices.ts";
import type { MethodContext, Methods } from "./method.ts";
import { peopleMethods } from "./people.ts";
import { systemMethods } from "./system.ts";

/** Every method there is, each with what it takes to call it. */
export const methods: Methods = { ...configMethods, ...deviceMethods, ...peopleMethods, ...systemMethods };

/**
 * Calls a method for a device, after a look at what it may do. Names that don't exist are told to `operator.admin` only.
 * @throws MoltbotError `denied`, `not_found`, `invalid`, and what the method throws
 */
export async function callMethod(context: MethodContext, { method, params }: RequestFrame): Promise<unknown> {
  const found = Object.hasOwn(methods, method) ? methods[method] : undefined;
  const scope = found === undefined ? "operator.admin" : found.scope;
  if (scope !== undefined && !hasScope(context.caller.scopes, scope)) {
    throw new MoltbotError("denied", `${found === undefined ? "That" : method} takes ${scope}`, { data: { scope } });
  }
  if (found === undefined) {
    throw new MoltbotError("not_found", `There is no method ${JSON.stringify(method)}`, {
      hint: "docs/protocol.md lists them.",
    });
  }
  onlyKeys(params, found.params);
  return found.run(context, params);
}
