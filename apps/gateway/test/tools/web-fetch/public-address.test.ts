import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress, whyNotPublic } from "../../../src/tools/web-fetch/public-address.ts";

const special: readonly (readonly [kind: string, addresses: string])[] = [
  ["unspecified", "0.0.0.0 0.255.255.255 :: 0:0:0:0:0:0:0:0"],
  ["loopback", "127.0.0.1 127.255.255.254 ::1 0:0:0:0:0:0:0:1"],
  ["private", "10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255"],
  ["private", "fc00:: fd12:3456::1 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["shared by a carrier", "100.64.0.0 100.127.255.255"],
  ["link-local", "169.254.0.1 169.254.170.2 169.254.255.255 fe80::1 febf::1"],
  ["the metadata service of a cloud", "169.254.169.254 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254"],
  ["reserved for protocols", "192.0.0.1 192.0.0.170 192.0.0.255 2001:1::1 2001:20::1 2001:1ff:ffff::1"],
  ["reserved for documentation", "192.0.2.1 198.51.100.7 203.0.113.255 2001:db8::1 3fff::1 3fff:fff::1"],
  ["reserved for measurements", "198.18.0.0 198.19.255.255 2001:2::1"],
  ["a relay to IPv6", "192.88.99.1"],
  ["multicast", "224.0.0.1 239.255.255.255 ff02::1 ff0e::1"],
  ["broadcast", "255.255.255.255"],
  ["reserved", "240.0.0.1 255.255.255.254 4000::1 1fff::1 e000::1 200::1 64:ff9a::1 64:ff9b:2::1"],
  ["an IPv4 address in the form of IPv6", "::ffff:127.0.0.1 ::ffff:8.8.8.8 ::FFFF:a00:1 ::8.8.8.8 ::7f00:1"],
  ["an IPv4 address in the form of IPv6", "::ffff:0:10.0.0.1"],
  ["translated to IPv4 (NAT64)", "64:ff9b::a00:1 64:ff9b::8.8.8.8 64:ff9b:1::1 64:ff9b:1:ffff::10.0.0.1"],
  ["a black hole", "100::1 100:0:0:1::1"],
  ["tunnelled (Teredo)", "2001::1 2001:0:ffff::1"],
  ["tunnelled (6to4)", "2002::1 2002:a00:1::1 2002:7f00:1::"],
  ["tunnelled (ISATAP)", "2a00:1450::5efe:a00:1 2a00:1450:0:0:200:5efe:7f00:1 2a00:1:2:3:0:5efe:10.0.0.1"],
  ["retired (6bone)", "3ffe::1"],
  ["reserved for segment routing", "5f00::1"],
  ["site-local", "fec0::1 feff::1"],
  ["bound to a network interface", "fe80::1%eth0 2a00:1450::1%1"],
  ["not an address", "localhost 1.2.3 0x7f.0.0.1 010.0.0.1 1.2.3.4.5 :::1 [::1] 1.2.3.4/8"],
];

const open =
  "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 " +
  "172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 " +
  "2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700:4700::1111 2a00:1450:4001::200e 2a00::5efe:1:a00:1 " +
  "3ffd::1 3fff:1000::1";

describe("[R11.1] addresses that are not a server on the internet", () => {
  const rows = special.flatMap(([kind, addresses]) => addresses.split(" ").map((address) => [address, kind] as const));
  test.each(rows)("[R11.1] %s is %s", (address, kind) => {
    expect(whyNotPublic(address)).toBe(kind);
    expect(isPublicAddress(address)).toBe(false);
  });
});

test.each(open.split(" "))("[R11.1] %s is public", (address) => {
  expect(whyNotPublic(address)).toBeUndefined();
});

test("[R11.1] no spelling of IPv6 that carries an IPv4 address is public", () => {
  const prefixes = ["::ffff:", "::", "64:ff9b::", "64:ff9b:1::", "2002::", "2a00:1450::5efe:", "::ffff:0:"];
  fc.assert(fc.property(fc.constantFrom(...prefixes), fc.ipV4(), (prefix, ip) => !isPublicAddress(`${prefix}${ip}`)));
});

test("[R11.1] an address is judged the same however it is written", () => {
  fc.assert(
    fc.property(fc.ipV6(), (ip) => {
      const url = URL.parse(`http://[${ip}]`);
      return url === null || whyNotPublic(ip) === whyNotPublic(url.hostname.slice(1, -1));
    }),
  );
});
