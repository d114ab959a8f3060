import { MoltbotError } from "@moltbot/core";

/** `channels.irc.options` of the config. */
export interface IrcOptions {
  readonly host: string;
  /** Default 6697, or 6667 without TLS. */
  readonly port: number;
  /** Default true. */
  readonly tls: boolean;
  /** The bot's nickname; with underscores behind it while somebody else has it. */
  readonly nick: string;
  /** The server's password. Many networks take `account:password` here and log the bot in with it. */
  readonly password?: string;
  /** Channels to join, such as `#help`. */
  readonly channels: readonly string[];
  /** Also hear people who are not logged in to the network's services, by `nick!user@host`. Default false. */
  readonly guests: boolean;
  /** Lines in a row, then one for every so many milliseconds. Default 5 and 2,000, as RFC 2813 §5.8 has it. */
  readonly flood: { readonly burst: number; readonly everyMs: number };
}

type Raw = Readonly<Record<string, unknown>>;

function wrong(name: string, wanted: string): MoltbotError {
  return new MoltbotError("invalid", `options.${name} must be ${wanted}.`, {
    hint: `Set channels.irc.options.${name}, or the same in the account's options.`,
  });
}

function text(raw: Raw, name: string, form: RegExp, wanted: string): string {
  const value = raw[name];
  if (typeof value === "string" && form.test(value)) return value;
  throw wrong(name, wanted);
}

function flag(raw: Raw, name: string, otherwise: boolean): boolean {
  const value = raw[name] ?? otherwise;
  if (typeof value === "boolean") return value;
  throw wrong(name, "true or false");
}

function whole(raw: Raw, name: string, otherwise: number, least: number, most: number): number {
  const value = raw[name] ?? otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`);
}

function channelNames({ channels = [] }: Raw): readonly string[] {
  const isName = (one: unknown): one is string => typeof one === "string" && isChannel(one);
  if (Array.isArray(channels) && channels.every(isName)) return channels;
  throw wrong("channels", 'a list of channel names, such as ["#help"]');
}

/** Whether a text is the name of an IRC channel: with a space or comma it would name several targets. */
export function isChannel(name: string): boolean {
  return /^[#&][^\s,:\p{Cc}]{1,63}$/u.test(name);
}

const names = ["host", "port", "tls", "nick", "password", "channels", "guests", "burst", "everyMs"];

/**
 * Reads the options of the config; nothing is guessed and nothing ignored.
 * @throws MoltbotError `invalid` for a setting that is missing, malformed or unknown
 */
export function readOptions(raw: Raw): IrcOptions {
  const unknown = Object.keys(raw).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(unknown, `removed: IRC has no such setting; it has ${names.join(", ")}`);
  const tls = flag(raw, "tls", true);
  return {
    host: text(raw, "host", /^[\w.:-]{1,253}$/, "the name of an IRC server"),
    port: whole(raw, "port", tls ? 6697 : 6667, 1, 65_535),
    tls,
    nick: text(
      raw,
      "nick",
      /^[A-Za-z[\]\\`_^{|}][\w[\]\\`^{|}-]{0,15}$/,
      "a nickname of 1 to 16 letters, digits and -",
    ),
    ...(raw["password"] === undefined
      ? {}
      : { password: text(raw, "password", /^[^\s\p{Cc}]{1,400}$/u, "a password without spaces") }),
    channels: channelNames(raw),
    guests: flag(raw, "guests", false),
    flood: { burst: whole(raw, "burst", 5, 1, 100), everyMs: whole(raw, "everyMs", 2000, 0, 60_000) },
  };
}
