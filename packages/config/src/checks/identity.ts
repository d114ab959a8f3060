import { hasUnsafeText, isChannelName } from "@moltbot/core";

/** What a text says about who is meant. */
export type IdentityKind =
  | { readonly kind: "stable" }
  /** By a name that its owner can change. */
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "bad"; readonly because: string; readonly hint: string };

const idForms: Readonly<Record<string, { readonly form: RegExp; readonly example: string }>> = {
  telegram: { form: /^\d{1,20}$/, example: "telegram:123456789" },
  discord: { form: /^\d{1,20}$/, example: "discord:803112345678901234" },
  whatsapp: { form: /^(\+[1-9]\d{6,14}|\d{5,20}@(lid|s\.whatsapp\.net))$/, example: "whatsapp:+84987654321" },
};

const groupForms: Readonly<Record<string, RegExp>> = {
  telegram: /^-\d{1,20}$/,
  whatsapp: /^\d{5,20}(-\d{5,20})?@g\.us$/,
};

/** Whether `channel:id` names a group, on a channel whose groups look different from people. */
export function isGroup(text: string): boolean {
  const at = text.indexOf(":");
  const channel = text.slice(0, Math.max(0, at));
  return Object.hasOwn(groupForms, channel) && groupForms[channel]?.test(text.slice(at + 1)) === true;
}

/** Reads `channel:id` where one person is meant (SPEC R0.2). */
export function readIdentity(text: string): IdentityKind {
  const bad = (because: string, hint: string): IdentityKind => ({ kind: "bad", because, hint });
  const example = "Write channel:id, e.g. telegram:123456789.";
  if (hasUnsafeText(text)) return bad("holds a character that cannot be seen", "Type it again by hand.");
  if (text === "*" || text.endsWith(":*")) return bad("means everybody; here one person must be named", example);
  const at = text.indexOf(":");
  const channel = text.slice(0, Math.max(0, at));
  const id = text.slice(at + 1);
  if (at < 1 || !isChannelName(channel) || id === "" || id.length > 256) {
    return bad("is not an identity", text.startsWith("@") ? `A name can be taken by anyone. ${example}` : example);
  }
  if (id.startsWith("@")) return { kind: "named", name: id };
  const known = Object.hasOwn(idForms, channel) ? idForms[channel] : undefined;
  if (known && !known.form.test(id))
    return bad(`is not the id of a person on ${channel}`, `Write it like ${known.example}.`);
  if (/\s/.test(id)) return bad("holds a blank", example);
  return { kind: "stable" };
}
