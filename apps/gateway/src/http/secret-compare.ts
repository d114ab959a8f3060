import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

/** Whether two secrets are equal, in a time that depends on neither: digests of fixed length are compared. */
export function sameSecret(given: string | undefined, expected: string): boolean {
  const equal = timingSafeEqual(digest(given ?? ""), digest(expected));
  return equal && given !== undefined && expected !== "";
}

/** HMAC-SHA-256 of `text` as base64url; `purpose` keeps one key's uses apart. */
export function sign(key: Uint8Array, purpose: string, text: string): string {
  return createHmac("sha256", key).update(`${purpose}\n${text}`, "utf8").digest("base64url");
}
