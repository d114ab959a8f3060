import { createSecret } from "./secret.ts";
import { isSecretName } from "./sensitive.ts";

/** Options of a third-party adapter with every text under a secret-looking name made a `Secret`, at any depth. */
export function hideSecrets(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, hide(value, isSecretName(key))]));
}

function hide(value: unknown, secret: boolean): unknown {
  if (typeof value === "string" || typeof value === "number") return secret ? createSecret(String(value)) : value;
  if (Array.isArray(value)) return value.map((item) => hide(item, secret));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide(item, secret || isSecretName(key))]));
}
