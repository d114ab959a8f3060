import { newToken, type Random } from "@moltbot/core";
import { getCookie, setCookie } from "hono/cookie";
import type { HttpContext } from "./route.ts";
import type { WebPerson } from "./web-chat.ts";

/** Somebody the operator plays in the web chat. */
export interface Persona {
  /** As the address names it: `owner`, `stranger`, `alice`. */
  readonly name: string;
  readonly person: WebPerson;
}

const nameForm = /^[a-z][a-z0-9]{0,15}$/;
const visitorForm = /^[a-z0-9]{8}$/;
const owner: Persona = { name: "owner", person: { id: "owner", displayName: "Owner" } };

/**
 * The persona `?as=` names. The owner is always `web:owner`. Everybody else gets an anonymous visitor id in a cookie of
 * their own, made here at first sight; `anew` makes another one. `undefined` when the name is none.
 */
export function readPersona(
  c: HttpContext,
  random: Random,
  name: string,
  o: { anew?: boolean; secure?: boolean } = {},
): Persona | undefined {
  if (name === "owner") return owner;
  if (!nameForm.test(name)) return undefined;
  const cookie = `moltbot_as_${name}`;
  const known = o.anew ? undefined : getCookie(c, cookie);
  const displayName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (known !== undefined && visitorForm.test(known)) return { name, person: { id: `${name}-${known}`, displayName } };
  const visitor = newToken(random, 16)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "x")
    .slice(0, 8);
  setCookie(c, cookie, visitor, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/chat",
    maxAge: 30 * 86_400,
    secure: o.secure ?? false,
  });
  return { name, person: { id: `${name}-${visitor}`, displayName } };
}
