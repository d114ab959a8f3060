/** Names of fields that never reach a log, whoever logs them. */
const secretName = /token|secret|password|passphrase|authorization|cookie|credential|api_?key/i;

const deepest = 4;

/** Fields of a log line as plain data: secrets starred, errors readable, nothing deeper than four levels. */
export function logFields(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return plain(fields, 0) as Record<string, unknown>;
}

function plain(value: unknown, depth: number): unknown {
  if (value instanceof Error) return plainError(value, depth);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "…";
  // Secrets and dates know how to show themselves.
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => plain(item, depth + 1));
  const pairs = Object.entries(value).map(([name, item]) => [
    name,
    secretName.test(name) && typeof item === "string" ? "***" : plain(item, depth + 1),
  ]);
  return Object.fromEntries(pairs);
}

function plainError(error: Error, depth: number): unknown {
  const { name, message, cause } = error;
  const code = "code" in error ? { code: error.code } : {};
  return {
    name,
    message,
    ...code,
    ...(cause === undefined || depth >= deepest ? {} : { cause: plain(cause, depth + 1) }),
  };
}
