import { isIPv6 } from "node:net";

/** An address without its IPv4-in-IPv6 prefix and zone: `::ffff:1.2.3.4` → `1.2.3.4`. */
export function plainAddress(address: string): string {
  const bare = address.split("%")[0] ?? "";
  return /^::ffff:(?=\d+\.)/i.test(bare) ? bare.slice(7) : bare;
}

/**
 * What limits count a client by: its socket's address, never a header. IPv6 counts by /64, since one client commands
 * that many addresses.
 */
export function clientKey(remoteAddress: string | undefined): string {
  const address = plainAddress(remoteAddress ?? "");
  if (!isIPv6(address)) return address || "unknown";
  const [head = "", tail] = address.toLowerCase().split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0");
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}
