import { BlockList, isIP } from "node:net";
import { globalV6, type SpecialBlocks, specialV4, specialV6 } from "./special-addresses.ts";

/**
 * Why nothing may be fetched from an address, as in "the address 10.0.0.1 is **private**"; `undefined` for an address
 * of a server on the internet. Pure: it asks nobody.
 */
export function whyNotPublic(address: string): string | undefined {
  const family = isIP(address);
  if (family === 0) return "not an address";
  if (family === 4) return v4.find(([, list]) => list.check(address))?.[0];
  if (address.includes("%")) return "bound to a network interface";
  const known = v6.find(([, list]) => list.check(address, "ipv6"))?.[0];
  if (known !== undefined) return known;
  if (!global.check(address, "ipv6")) return "reserved";
  return isIsatap(address) ? "tunnelled (ISATAP)" : undefined;
}

/** Whether an address belongs to a server on the internet. */
export function isPublicAddress(address: string): boolean {
  return whyNotPublic(address) === undefined;
}

/**
 * A list of blocks such as `10.0.0.0/8` and `::1/128`. Lists of one family are asked about that family only: Node takes
 * every IPv4 address for one in `::ffff:0:0/96`.
 */
export function blockListOf(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [net = "", bits = ""] = block.split("/");
    list.addSubnet(net, Number.parseInt(bits, 10), isIP(net) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

const listsOf = (table: readonly SpecialBlocks[]): readonly (readonly [string, BlockList])[] =>
  table.map(([kind, ...blocks]) => [kind, blockListOf(blocks)] as const);

const v4 = listsOf(specialV4);
const v6 = listsOf(specialV6);
const global = blockListOf([globalV6]);

/** ISATAP is marked in the middle of an address, below any network: `…:0:5efe:` or `…:200:5efe:`, then an IPv4 address. */
function isIsatap(address: string): boolean {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [front, back] = [head.split(":"), tail === undefined || tail === "" ? [] : tail.split(":")];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: zeros }, () => "0"), ...back];
  return groups[5] === "5efe" && (groups[4] === "0" || groups[4] === "200");
}
