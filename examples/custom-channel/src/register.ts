import { MoltbotError, plainText } from "@moltbot/core";
import { fold, type Line } from "./line.ts";
import type { IrcOptions } from "./options.ts";
import type { Wire } from "./wire.ts";

/** How the server knows the bot. */
export interface Registered {
  readonly nick: string;
  /** Whether the server says with every message which account its sender is logged in to. */
  readonly accounts: boolean;
}

const wanted = ["account-tag", "message-tags", "server-time"];
const mostNicks = 9;

function denied(line: Line): MoltbotError {
  return new MoltbotError("denied", `The IRC server refused the bot: ${plainText(line.params.at(-1))}`, {
    hint: "Check options.password and options.nick, and whether the server bans this address.",
  });
}

function refusal(line: Line): MoltbotError | undefined {
  if (line.command === "464" || line.command === "465") return denied(line);
  if (line.command === "432") {
    return new MoltbotError("invalid", "The IRC server does not allow options.nick.", { hint: "Choose another one." });
  }
  if (line.command !== "ERROR") return undefined;
  const isFinal = /password|denied|banned|[kgz]-?lined|not authori[sz]ed/i.test(line.params.at(-1) ?? "");
  return isFinal ? denied(line) : undefined;
}

/**
 * Introduces the bot (RFC 2812 §3.1, IRCv3 capability negotiation).
 * @throws MoltbotError `denied` when the server refuses it, `invalid` when it cannot work with these options,
 * `unavailable` when the server goes away
 */
export async function register(wire: Wire, o: IrcOptions): Promise<Registered> {
  const offered: string[] = [];
  const granted: string[] = [];
  let tries = 0;
  const capability = ([, verb, ...rest]: readonly string[]): void => {
    const names = (rest.at(-1) ?? "").split(" ").map((name) => name.split("=", 1)[0] ?? "");
    if (verb === "LS") {
      offered.push(...names);
      if (rest.length > 1) return; // the list goes on
      const asked = wanted.filter((name) => offered.includes(name));
      if (asked.length > 0) wire.say("CAP", "REQ", asked.join(" "));
      else wire.say("CAP", "END");
    }
    if (verb === "ACK") granted.push(...names);
    if (verb === "ACK" || verb === "NAK") wire.say("CAP", "END");
  };
  const welcome = wire.next<Registered>((line) => {
    const refused = refusal(line);
    if (refused !== undefined) throw refused;
    if (line.command === "CAP") capability(line.params);
    if (line.command === "433" || line.command === "436") {
      if (++tries > mostNicks) throw new MoltbotError("unavailable", `Every form of the nickname ${o.nick} is taken.`);
      wire.say("NICK", o.nick + "_".repeat(tries));
    }
    if (line.command !== "001") return undefined;
    return { nick: line.params[0] ?? o.nick, accounts: granted.includes("account-tag") };
  });
  wire.say("CAP", "LS", "302");
  if (o.password !== undefined) wire.say("PASS", o.password);
  wire.say("NICK", o.nick);
  wire.say("USER", o.nick, "0", "*", o.nick);
  const registered = await welcome;
  if (registered.accounts || o.guests) return registered;
  throw new MoltbotError("invalid", `${o.host} does not tell who is logged in (it has no account-tag).`, {
    hint: "Set options.guests to true to know people by nick!user@host, which others may come to have later.",
  });
}

const refusals = ["403", "405", "471", "473", "474", "475", "476", "477"];

/** Joins a channel; resolves with why not, or with `""`. */
export async function join(wire: Wire, channel: string): Promise<string> {
  const answer = wire.next((line) => {
    if (refusals.includes(line.command) && fold(line.params[1]) === fold(channel)) return plainText(line.params.at(-1));
    return line.command === "366" && fold(line.params[1]) === fold(channel) ? "" : undefined;
  });
  wire.say("JOIN", channel);
  return await answer;
}
