import { createMemoryChannelKeys } from "@moltbot/channel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { masked } from "../src/baileys-log.ts";
import { explainEnding, reconnectWait } from "../src/reasons.ts";
import { createSeal } from "../src/seal.ts";
import { createVault } from "../src/vault.ts";

const secret = Uint8Array.from({ length: 32 }, (_, index) => index);

describe("sealed records", () => {
  test("what was sealed opens in its place only, and unchanged only", () => {
    const [seal, other] = [createSeal(secret, "whatsapp:a"), createSeal(secret, "whatsapp:b")];
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const sealed = seal.seal("session", "name", text);
        expect(seal.open("session", "name", sealed)).toBe(text);
        expect(() => seal.open("session", "other", sealed)).toThrow(/cannot be opened/);
        expect(() => seal.open("creds", "name", sealed)).toThrow(/cannot be opened/);
        expect(() => other.open("session", "name", sealed)).toThrow(/cannot be opened/);
        const changed = Uint8Array.from(sealed);
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ 1;
        expect(() => seal.open("session", "name", changed)).toThrow(/cannot be opened/);
        expect(() => seal.open("session", "name", sealed.subarray(0, index))).toThrow(/cannot be opened/);
      }),
    );
  });

  test("another key opens nothing, and says what to do", () => {
    const sealed = createSeal(secret, "a").seal("creds", "1", "{}");
    const another = createSeal(new Uint8Array(32), "a");
    expect(() => another.open("creds", "1", sealed)).toThrow(expect.objectContaining({ code: "invalid" }));
    expect(() => createSeal(new Uint8Array(31), "a")).toThrow(/31 bytes, not 32/);
  });

  test("the store sees neither values nor phone numbers", async () => {
    const keys = createMemoryChannelKeys();
    const vault = createVault({ keys, secretKey: secret, account: "whatsapp:default", owner: "me" });
    await keys.claim("whatsapp:default", "me");
    await vault.save([{ kind: "lid-mapping", id: "84987654321", value: { deep: Buffer.from([1, 2]) } }]);
    const [[id = "", value = new Uint8Array()] = []] = [...(await keys.list("whatsapp:default", "lid-mapping"))];
    expect(`${id} ${Buffer.from(value).toString("latin1")}`).not.toContain("84987654321");
    expect((await vault.load("lid-mapping", ["84987654321", "1"])).get("84987654321")).toEqual({
      deep: Buffer.from([1, 2]),
    });
    expect(await vault.loadAll("lid-mapping")).toHaveLength(1);
  });
});

describe("what the library says and how connections end", () => {
  test("long words and numbers are masked", () => {
    const said = masked("session 84987654321.0 of q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ\u001b[31m failed");
    expect(said).toBe("session ***.0 of ***[31m failed");
  });

  test.each([
    [401, "logged-out"],
    [403, "final"],
    [405, "final"],
    [408, "retry"],
    [411, "final"],
    [428, "retry"],
    [440, "later"],
    [500, "retry"],
    [503, "retry"],
    [515, "at-once"],
    [999, "retry"],
    [undefined, "retry"],
  ])("R10.3: %s means %s, and says why", (code, next) => {
    const ending = explainEnding(code);
    expect(ending.next).toBe(next);
    expect(ending.detail).toMatch(/\w.*\.$/);
  });

  test("waits grow to a minute and are spread over their second half", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, spread) => {
        const wait = reconnectWait(failures, spread);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(60_000);
        expect(reconnectWait(failures + 1, spread)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
