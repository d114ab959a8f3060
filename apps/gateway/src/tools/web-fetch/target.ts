import { MoltbotError, plainText } from "@moltbot/core";

/** What may be asked of whom. */
export interface TargetRules {
  /** Ports that may be connected to. */
  readonly ports: readonly number[];
  /** The longest URL. */
  readonly maxUrl: number;
}

/** A URL that may be asked for, once the addresses of its host are checked. */
export interface Target {
  /** Normalised, without a fragment. */
  readonly url: URL;
  /** A name in ASCII without a trailing dot, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

const usualPorts: ReadonlyMap<string, number> = new Map([
  ["http:", 80],
  ["https:", 443],
]);

/**
 * Reads a URL, absolute or relative to `base`. Odd spellings of addresses (`0x7f.1`, `2130706433`, `１２７.0.0.1`) come out
 * as what they mean, so that nothing further on has to know them.
 * @throws MoltbotError `denied`
 */
export function targetOf(text: string, rules: TargetRules, base?: URL): Target {
  if (text.length > rules.maxUrl) throw new MoltbotError("denied", `the URL is longer than ${rules.maxUrl} characters`);
  const url = URL.parse(text, base?.href);
  if (url === null) {
    throw new MoltbotError("denied", `${plainText(text, 100)} is not a URL; one looks like https://example.org/page`);
  }
  const usual = usualPorts.get(url.protocol);
  if (usual === undefined) {
    throw new MoltbotError("denied", `${plainText(url.protocol, 40)} is not fetched, only http: and https: are`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new MoltbotError("denied", "the URL holds a user name or a password; leave it out");
  }
  const port = url.port === "" ? usual : Number(url.port);
  if (!rules.ports.includes(port)) {
    throw new MoltbotError(
      "denied",
      `port ${port} of ${plainText(url.hostname, 260)} is not one of ${rules.ports.join(", ")}`,
    );
  }
  if (url.href.length > rules.maxUrl) {
    throw new MoltbotError("denied", `the URL is longer than ${rules.maxUrl} characters`);
  }
  url.hash = "";
  url.hostname = url.hostname.replace(/\.$/, "");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "" || host.endsWith(".")) throw new MoltbotError("denied", "the URL names no host");
  return { url, host, port };
}
