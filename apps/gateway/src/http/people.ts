import { formatPrincipal, MoltbotError, type Principal } from "@moltbot/core";
import type { FoundPerson, Pairing } from "@moltbot/pairing";

const exactForm = /^([a-z][a-z0-9-]{0,31})\/([^/:\s]{1,64}):(.{1,256})$/su;

/** `channel/account:id`: names exactly one person. */
export function exactName(principal: Principal): string {
  return `${principal.channel}/${principal.account}:${principal.id}`;
}

/** Reads {@link exactName} back. */
export function readExactName(text: string): Principal | undefined {
  const [, channel, account, id] = exactForm.exec(text) ?? [];
  return channel === undefined || account === undefined || id === undefined ? undefined : { channel, account, id };
}

/**
 * The one person that a written identity means.
 * @throws MoltbotError `not_found`, or `conflict` with all of them in `data.users` when several fit
 */
export async function onePerson(pairing: Pairing, text: string): Promise<Principal> {
  const exact = readExactName(text);
  if (exact !== undefined) return exact;
  const found: FoundPerson = await pairing.find(text);
  switch (found.status) {
    case "one":
      return found.user.principal;
    case "new":
      return found.principal;
    case "many":
      throw new MoltbotError("conflict", `${JSON.stringify(text.slice(0, 80))} could be ${found.users.length} people`, {
        hint: "Name one as channel/account:id.",
        data: { users: found.users.map((user) => exactName(user.principal)) },
      });
    case "none":
      throw noSuchPerson(text);
  }
}

/**
 * The person of an audit filter: a full identity counts even for somebody who is not known any more; everything else must
 * name one known person (SPEC R0.2).
 * @throws MoltbotError as {@link onePerson}
 */
export async function auditUser(pairing: Pairing, text: string): Promise<string> {
  return text.includes(":") ? text : exactName(await onePerson(pairing, text));
}

/** The error for a person we do not know. */
export function noSuchPerson(text: string | Principal): MoltbotError {
  const shown = typeof text === "string" ? text.slice(0, 80) : formatPrincipal(text);
  return new MoltbotError("not_found", `Nobody is known as ${JSON.stringify(shown)}`, {
    hint: "Only people who wrote to the bot are known. Name one in full, e.g. telegram:123456789.",
  });
}
