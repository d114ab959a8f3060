import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { clientKey, plainAddress } from "./client-address.ts";

/** Names the client behind a request, as limits count it. */
export type ClientOf = (request: Pick<IncomingMessage, "headers" | "socket"> | undefined) => string;

/**
 * The client of a request: the peer of its socket, or, where that is a trusted proxy, the nearest address in
 * `X-Forwarded-For` that is not one, read from the right. What a client itself wrote further left is never believed.
 * `trusted` holds addresses and networks (`10.0.0.0/8`); what is neither is ignored.
 */
export function createClientOf(trusted: readonly string[]): ClientOf {
  const list = new BlockList();
  for (const entry of trusted) addTo(list, entry);
  const isTrusted = (address: string): boolean => {
    const kind = isIP(address);
    return kind !== 0 && list.check(address, kind === 6 ? "ipv6" : "ipv4");
  };
  return (request) => {
    let at = plainAddress(request?.socket.remoteAddress ?? "");
    if (request === undefined || !isTrusted(at)) return clientKey(at);
    const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
    for (const hop of forwarded.reverse()) {
      const address = plainAddress(hop.trim());
      if (isIP(address) === 0) break;
      at = address;
      if (!isTrusted(at)) break;
    }
    return clientKey(at);
  };
}

/** {@link createClientOf} for a list that may be another one at the next request. */
export function followProxies(trusted: () => readonly string[]): ClientOf {
  let list = trusted();
  let clientOf = createClientOf(list);
  return (request) => {
    const now = trusted();
    if (now !== list) [list, clientOf] = [now, createClientOf(now)];
    return clientOf(request);
  };
}

function addTo(list: BlockList, entry: string): void {
  const [address = "", prefix] = entry.trim().split("/");
  const kind = isIP(address);
  if (kind === 0) return;
  const family = kind === 6 ? "ipv6" : "ipv4";
  const bits = prefix === undefined ? (kind === 6 ? 128 : 32) : Number(prefix);
  if (Number.isInteger(bits) && bits >= 0 && bits <= (kind === 6 ? 128 : 32)) list.addSubnet(address, bits, family);
}
