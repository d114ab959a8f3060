import { createDeviceKey, readClaim, readDeviceKey } from "@moltbot/device-pairing";
import { describe, expect, test } from "vitest";
import { challenge, device } from "./support.ts";

describe("keys and claims", () => {
  test("a key comes back from its text, and nothing else does", () => {
    const key = createDeviceKey();
    expect(readDeviceKey(key.privateKey)).toEqual(key);
    for (const text of ["", "hello", key.privateKey.slice(0, 60)]) {
      expect(() => readDeviceKey(text)).toThrow(expect.objectContaining({ code: "invalid" }));
    }
  });

  test("a claim that is not one says what is wrong", () => {
    const good = device().claim(1, challenge());
    expect(readClaim(good)).toEqual(good);
    const bad: [object, string][] = [
      [{ deviceId: good.deviceId.toUpperCase() }, "device.id"],
      [{ publicKey: `${good.publicKey}=` }, "publicKey"],
      [{ signature: good.signature.slice(1) }, "signature"],
      [{ clientId: "a|b" }, "client.id"],
      [{ platform: "a,b" }, "client.platform"],
      [{ platform: "a\u200b" }, "client.platform"],
      [{ role: "root" }, "role"],
      [{ scopes: "operator.read" }, "scopes"],
      [{ scopes: ["operator.root"] }, "scopes"],
      [{ signedAt: 1.5 }, "signedAt"],
      [{ nonce: "a b" }, "nonce"],
    ];
    for (const [change, part] of bad) expect(readClaim({ ...good, ...change })).toContain(part);
    for (const value of [null, 1, "x", []]) expect(readClaim(value)).toBeTypeOf("string");
  });
});
