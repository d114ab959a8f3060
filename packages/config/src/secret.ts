import { createHash } from "node:crypto";

/**
 * A value that must not leak. It prints, inspects, concatenates and serialises as `***`; only {@link Secret.reveal}
 * gives the text, so every place that reads it is easy to find.
 */
export interface Secret {
  /** The text itself. Call it where the secret is used, and nowhere else. */
  reveal(): string;
  /** Always `***`. */
  toString(): string;
  /** Always `***`. */
  toJSON(): string;
}

const mask = "***";
const known = new WeakSet<object>();

/** Wraps a text so that it cannot be shown by accident. */
export function createSecret(text: string): Secret {
  const hidden = (): string => mask;
  const secret = Object.create(null, {
    reveal: { value: () => text },
    toString: { value: hidden },
    toJSON: { value: hidden },
    valueOf: { value: hidden },
    [Symbol.toPrimitive]: { value: hidden },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: hidden },
  }) as Secret;
  known.add(secret);
  return Object.freeze(secret);
}

/** Whether a value was made by {@link createSecret}. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && known.has(value);
}

/** A SHA-256 of the secret in hex: tells two secrets apart without showing either. */
export function secretDigest(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("hex");
}
