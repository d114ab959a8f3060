import { MoltbotError } from "./errors.ts";
import { hasUnsafeText, plainText } from "./safe-text.ts";

/**
 * One person on one account of one channel: the only key that anything is ever granted to (threats rule 1).
 * `id` is the platform's stable id, never a name.
 */
export interface Principal {
  readonly channel: string;
  /** Which of the bot's accounts on that channel; `"default"` unless several are configured. */
  readonly account: string;
  readonly id: string;
}

/** `channel:id`, as people write it (SPEC R0.2). */
export interface Address {
  readonly channel: string;
  readonly id: string;
}

const channelForm = /^[a-z][a-z0-9-]{0,31}$/;

/** Whether `text` can be the name of a channel. */
export function isChannelName(text: string): boolean {
  return channelForm.test(text);
}

/**
 * Reads `telegram:123456789`, `whatsapp:+84987654321`. The first colon splits; ids may hold more of them, but no
 * control or invisible character. The channel is read without regard to ASCII case, the id exactly.
 * @throws MoltbotError `invalid`
 */
export function parseAddress(text: string): Address {
  const at = text.indexOf(":");
  const name = text.slice(0, Math.max(0, at)).trim();
  const channel = /^[A-Za-z0-9-]*$/.test(name) ? name.toLowerCase() : "";
  const id = text.slice(at + 1).trim();
  if (!channelForm.test(channel) || id === "" || id.length > 256 || hasUnsafeText(text)) {
    throw new MoltbotError("invalid", `"${plainText(text, 80)}" is not an identity`, {
      hint: "Write channel:id, e.g. telegram:123456789 or whatsapp:+84987654321.",
    });
  }
  return { channel, id };
}

/** `channel:id`; another account than the default shows as `channel/account:id`. */
export function formatPrincipal(principal: Principal): string {
  const { channel, account, id } = principal;
  return account === "default" ? `${channel}:${id}` : `${channel}/${account}:${id}`;
}

/** A map key that two different principals never share. */
export function principalKey(principal: Principal): string {
  return JSON.stringify([principal.channel, principal.account, principal.id]);
}

/** Same channel, same account, same stable id. */
export function samePrincipal(a: Principal, b: Principal): boolean {
  return a.channel === b.channel && a.account === b.account && a.id === b.id;
}
