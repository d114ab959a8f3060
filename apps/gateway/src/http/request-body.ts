import { MoltbotError } from "@moltbot/core";
import { discardBody, readBody } from "./read-body.ts";
import type { HttpContext } from "./route.ts";

/** Largest form or JSON body, bytes. */
export const maxBody = 65_536;

/** The request's body as text; `undefined` when it is larger than {@link maxBody}. */
export async function bodyText(c: HttpContext): Promise<string | undefined> {
  const incoming = c.env?.incoming;
  if (incoming === undefined) {
    const text = await c.req.text();
    return Buffer.byteLength(text) > maxBody ? undefined : text;
  }
  const reading = await readBody(incoming, maxBody);
  if (reading.status === "read") return reading.body.toString("utf8");
  discardBody(incoming);
  if (reading.status === "too-large") return undefined;
  throw new MoltbotError("invalid", "The request ended early");
}

/** Whether the request says that its body is of this type. */
export function hasType(c: HttpContext, type: string): boolean {
  return (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() === type;
}

/**
 * A JSON object out of `text`.
 * @throws MoltbotError `invalid`
 */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MoltbotError("invalid", "The body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MoltbotError("invalid", "The body is not a JSON object", {
      hint: "Send {} when there is nothing to say.",
    });
  }
  return value as Readonly<Record<string, unknown>>;
}

/**
 * Refuses every key but the named ones, so that nothing is smuggled past us.
 * @throws MoltbotError `invalid`
 */
export function onlyKeys(body: Readonly<Record<string, unknown>>, allowed: readonly string[]): void {
  const strange = Object.keys(body).find((key) => !allowed.includes(key));
  if (strange === undefined) return;
  throw new MoltbotError("invalid", `Unknown field ${JSON.stringify(strange.slice(0, 40))}`, {
    hint: allowed.length === 0 ? "This call takes no fields." : `Known here: ${allowed.join(", ")}.`,
  });
}
