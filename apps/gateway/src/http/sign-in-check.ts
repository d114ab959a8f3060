import { clientOf } from "./admission.ts";
import type { HttpParts } from "./parts.ts";
import type { HttpContext } from "./route.ts";

/** What a sign-in token turned out to be. */
export type SignInCheck =
  | { readonly status: "ok" }
  | { readonly status: "used" | "expired" | "forged" }
  | { readonly status: "limited"; readonly retryAfterMs: number };

/** Looks at a token, or uses it up. Wrong ones are counted per client; a client with too many is not looked at. */
export async function checkSignIn(
  c: HttpContext,
  parts: HttpParts,
  token: string,
  how: "look" | "use",
): Promise<SignInCheck> {
  const client = clientOf(c, parts);
  const wait = parts.penalties.wait("sign-in", client);
  if (wait > 0) return { status: "limited", retryAfterMs: wait };
  const status = await parts.links[how](token);
  if (status === "ok" || status === "used" || status === "expired") return { status };
  const closed = await parts.penalties.wrong("sign-in", client);
  return closed > 0 ? { status: "limited", retryAfterMs: closed } : { status };
}
