import { MoltbotError, plainText } from "@moltbot/core";

/** What a device is: a screen of the operator's, or a machine that does work. */
export type Role = "operator" | "node";

/** What a device may do (DESIGN §5). */
export type Scope = "operator.read" | "operator.write" | "operator.approvals" | "operator.pairing" | "operator.admin";

/** Every scope, narrow to wide. */
export const allScopes: readonly Scope[] = [
  "operator.read",
  "operator.write",
  "operator.approvals",
  "operator.pairing",
  "operator.admin",
];

/** The most that a role can ever be given: nodes have no say over the gateway. */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = { operator: allScopes, node: [] };

const implied: Readonly<Record<Scope, readonly Scope[]>> = {
  "operator.read": [],
  "operator.write": ["operator.read"],
  "operator.approvals": [],
  "operator.pairing": [],
  "operator.admin": allScopes,
};

/** Whether `have` gives `wanted`: `admin` gives everything, `write` gives `read`, nothing else gives anything. */
export function hasScope(have: readonly Scope[], wanted: Scope): boolean {
  return have.some((scope) => scope === wanted || implied[scope].includes(wanted));
}

/** The first of `wanted` that `have` does not give; `undefined`: all are covered. An empty `wanted` always is. */
export function missingScope(have: readonly Scope[], wanted: readonly Scope[]): Scope | undefined {
  return wanted.find((scope) => !hasScope(have, scope));
}

/** Whether a text is a role. */
export function isRole(value: unknown): value is Role {
  return value === "operator" || value === "node";
}

/**
 * Reads a list of scopes: each once, in the order of {@link allScopes}.
 * @throws MoltbotError `invalid` for an unknown one
 */
export function readScopes(list: readonly unknown[]): readonly Scope[] {
  for (const one of list) {
    if (allScopes.some((scope) => scope === one)) continue;
    throw new MoltbotError("invalid", `"${plainText(one, 40)}" is not a scope`, {
      hint: `Scopes are ${allScopes.join(", ")}.`,
    });
  }
  return allScopes.filter((scope) => list.includes(scope));
}
