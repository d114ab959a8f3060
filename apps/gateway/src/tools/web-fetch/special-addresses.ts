/** Blocks of addresses of one kind: how to call such an address, and where the kind lives. */
export type SpecialBlocks = readonly [kind: string, ...blocks: string[]];

/**
 * IPv4 addresses that are not somebody's server on the internet (IANA's special-purpose registry, and the addresses
 * at which clouds hand out credentials).
 */
export const specialV4: readonly SpecialBlocks[] = [
  ["the metadata service of a cloud", "169.254.169.254/32", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32"],
  ["unspecified", "0.0.0.0/8"],
  ["loopback", "127.0.0.0/8"],
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["shared by a carrier", "100.64.0.0/10"],
  ["link-local", "169.254.0.0/16"],
  ["reserved for protocols", "192.0.0.0/24"],
  ["reserved for documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"],
  ["a relay to IPv6", "192.88.99.0/24"],
  ["reserved for measurements", "198.18.0.0/15"],
  ["multicast", "224.0.0.0/4"],
  ["broadcast", "255.255.255.255/32"],
  ["reserved", "240.0.0.0/4"],
];

/** The part of IPv6 from which public addresses are given out; all else is refused, known or not. */
export const globalV6 = "2000::/3";

/**
 * IPv6 addresses by kind. Those that carry an IPv4 address (mapped, translated, tunnelled) are refused as a whole: what
 * they lead to depends on machines in between, and every public server has an address of its own.
 */
export const specialV6: readonly SpecialBlocks[] = [
  ["the metadata service of a cloud", "fd00:ec2::254/128", "fd20:ce::254/128"],
  ["unspecified", "::/128"],
  ["loopback", "::1/128"],
  ["an IPv4 address in the form of IPv6", "::ffff:0:0/96", "::ffff:0:0:0/96", "::/96"],
  ["translated to IPv4 (NAT64)", "64:ff9b::/96", "64:ff9b:1::/48"],
  ["a black hole", "100::/64", "100:0:0:1::/64"],
  ["tunnelled (Teredo)", "2001::/32"],
  ["reserved for measurements", "2001:2::/48"],
  ["reserved for protocols", "2001::/23"],
  ["reserved for documentation", "2001:db8::/32", "3fff::/20"],
  ["tunnelled (6to4)", "2002::/16"],
  ["retired (6bone)", "3ffe::/16"],
  ["reserved for segment routing", "5f00::/16"],
  ["private", "fc00::/7"],
  ["link-local", "fe80::/10"],
  ["site-local", "fec0::/10"],
  ["multicast", "ff00::/8"],
];
