import { isIP } from "node:net";
import { MoltbotError, plainText } from "@moltbot/core";
import { blockListOf, whyNotPublic } from "./public-address.ts";

/** Finds the addresses of a name (port). */
export type Resolver = (name: string) => Promise<readonly string[]>;

/** Decides which addresses may be connected to. */
export interface Guard {
  /**
   * The addresses of a host that may be connected to; never none.
   * @throws MoltbotError `denied`
   */
  addressesOf(host: string): Promise<readonly string[]>;
  /**
   * Checks one address of a host.
   * @throws MoltbotError `denied`
   */
  check(address: string, host: string): void;
}

/** A {@link Guard} over a resolver. `allow` lists blocks, such as `127.0.0.1/32`, that pass although they are not public. */
export function createGuard(o: { resolve: Resolver; allow?: readonly string[] | undefined }): Guard {
  const allowed = blockListOf(o.allow ?? []);
  const whyNot = (address: string): string | undefined => {
    const isAllowed = isIP(address) !== 0 && allowed.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
    return isAllowed ? undefined : whyNotPublic(address);
  };
  const check = (address: string, host: string): void => {
    const why = whyNot(address);
    if (why === undefined) return;
    const of = address === host ? "" : ` of ${plainText(host, 260)}`;
    throw new MoltbotError("denied", `the address ${plainText(address, 64)}${of} is ${why}`);
  };
  return {
    check,
    async addressesOf(host) {
      const found = isIP(host) === 0 ? await o.resolve(host) : [host];
      const [first] = found;
      if (first === undefined) throw new MoltbotError("denied", `the name ${plainText(host, 260)} has no address`);
      // A name may have both kinds, by accident or to try us: what is not public does not exist.
      const usable = found.filter((address) => whyNot(address) === undefined);
      if (usable.length === 0) check(first, host);
      return usable;
    },
  };
}
