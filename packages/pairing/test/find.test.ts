import { describe, expect, test } from "vitest";
import { ana, operator, person, setUp } from "./support.ts";

describe("[R0.2] Finding a person", () => {
  test("by address, bare id, @username or request", async () => {
    const { pairing } = setUp();
    const filed = await pairing.request(ana, { username: "Ana" });
    const id = filed.status === "filed" ? filed.approval.id : "";
    for (const text of ["telegram:42", "TELEGRAM:42", " 42 ", "@ana", "@ANA", id, "telegram/default:42"]) {
      expect(await pairing.find(text)).toMatchObject({ status: "one", user: { principal: ana } });
    }
  });

  test("never guesses between several people", async () => {
    const { pairing } = setUp();
    const others = [person("42", "work"), { ...ana, channel: "discord" }];
    for (const who of [ana, ...others]) await pairing.request(who, { username: "ana" });
    for (const [text, count] of [
      ["42", 3],
      ["@ana", 3],
      ["telegram:42", 2],
    ] as const) {
      const found = await pairing.find(text);
      expect(found.status === "many" && found.users.length).toBe(count);
    }
    expect(await pairing.find("telegram/work:42")).toMatchObject({ status: "one", user: { principal: others[0] } });
    expect(await pairing.find("telegram/default:42")).toMatchObject({ status: "one", user: { principal: ana } });
  });

  test("takes a full address of somebody not seen yet, and nothing shorter", async () => {
    const { pairing } = setUp();
    expect(await pairing.find("telegram:99")).toEqual({ status: "new", principal: person("99") });
    expect(await pairing.find("telegram/work:99")).toEqual({ status: "new", principal: person("99", "work") });
    for (const text of [
      "99",
      "@nobody",
      "",
      "@",
      ":",
      "telegram:",
      "telegram: 9",
      "x".repeat(500),
      "pair_00000000000000000000000000",
    ]) {
      expect(await pairing.find(text)).toEqual({ status: "none" });
    }
    const found = await pairing.find("telegram:99");
    expect(found.status === "new" && (await pairing.block(found.principal, operator)).status).toBe("done");
  });

  test("does not take a name for an id, or part of either", async () => {
    const { pairing } = setUp();
    await pairing.request(ana, { username: "99", displayName: "12345" });
    for (const text of ["99", "12345", "4", "2", "@9", "@an"]) expect((await pairing.find(text)).status).toBe("none");
  });
});
