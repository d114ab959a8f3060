import { isIP } from "node:net";
import { plainAddress } from "./client-address.ts";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);
const wildcard = new Set(["0.0.0.0", "::", "[::]"]);

/** Which `Host` headers are ours. */
export type HostRule = (host: string | undefined) => boolean;

/** Host and port of a `Host` header; `undefined` when it is not one. */
export function readHost(host: string | undefined): { readonly name: string; readonly port: string } | undefined {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9.-]{0,252})(?::(\d{1,5}))?$/i.exec(host ?? "");
  return match?.[1] === undefined ? undefined : { name: match[1].toLowerCase(), port: match[2] ?? "" };
}

/**
 * Accepts loopback names, the configured host and the public URL's host; on a listener that is not bound to loopback
 * also plain IP addresses. A name that an attacker points at us (DNS rebinding) is none of these.
 */
export function createHostRule(o: { host: string; publicUrl?: string | undefined }): HostRule {
  const names = new Set(loopback);
  const bound = o.host.toLowerCase();
  names.add(bound.includes(":") && !bound.startsWith("[") ? `[${bound}]` : bound);
  if (o.publicUrl !== undefined) names.add(new URL(o.publicUrl).hostname.toLowerCase());
  const anyAddress =
    wildcard.has(bound) || (isIP(plainAddress(bound)) !== 0 && !loopback.has(bound) && bound !== "::1");
  return (host) => {
    const read = readHost(host);
    if (read === undefined) return false;
    return names.has(read.name) || (anyAddress && isIP(read.name.replace(/^\[|\]$/g, "")) !== 0);
  };
}

/** The parts of a request that say which site it came from. */
export interface SiteFacts {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/**
 * Whether a request that changes something may have been caused by our own pages, or by no page at all (a program sends
 * neither header; it needs a credential that no page can send). `Origin: null` counts only with the browser's word.
 */
export function isOwnSite(facts: SiteFacts, publicUrl?: string): boolean {
  if (facts.fetchSite !== undefined && facts.fetchSite !== "same-origin") return false;
  if (facts.origin === undefined) return true;
  if (facts.origin === "null") return facts.fetchSite === "same-origin";
  if (publicUrl !== undefined && facts.origin === new URL(publicUrl).origin) return true;
  const host = readHost(facts.host);
  if (host === undefined) return false;
  const address = `${host.name}${host.port === "" ? "" : `:${host.port}`}`;
  return facts.origin === `http://${address}` || facts.origin === `https://${address}`;
}

/** Whether a path is spelled with valid percent escapes; one that is not gets no meaning at all. */
export function isWellFormedPath(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
