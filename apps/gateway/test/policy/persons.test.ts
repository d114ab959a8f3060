import { type Config, parseConfig } from "@moltbot/config";
import type { Address, Principal } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf, createPersons, type LinkSet } from "../../src/policy/persons.ts";

function configOf(text: string): Config {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

const config = configOf("{ channels: { telegram: { accounts: { a: {}, b: {} } }, discord: {} } }");
const on = (channel: string, id: string): Address => ({ channel, id });
const at = (address: Address, account = "default"): Principal => ({ ...address, account });
const set = (name: string | undefined, ...identities: Address[]): LinkSet => ({
  ...(name === undefined ? {} : { name }),
  identities,
});

describe("which identities are one person", () => {
  test("links of the config and of operators are taken together [R3.5]", () => {
    const links = [
      set("anna", on("telegram", "5"), on("discord", "77")),
      set(undefined, on("discord", "1"), on("web", "x")),
    ];
    const persons = createPersons(config, [set("ann", on("telegram", "5"), on("matrix", "@a:b"))], () => links);
    for (const one of [on("telegram", "5"), on("discord", "77"), on("matrix", "@a:b")]) {
      expect(persons.personOf(one)).toBe("ann");
    }
    expect(persons.personOf(on("discord", "1"))).toBe(persons.personOf(on("web", "x")));
    expect(persons.personOf(on("telegram", "77"))).toBe("telegram:77");
  });

  test("equal names are one person", () => {
    const links = [set("anna", on("discord", "77"), on("discord", "78"))];
    const persons = createPersons(config, [set("anna", on("telegram", "5"))], () => links);
    expect(persons.personOf(on("telegram", "5"))).toBe(persons.personOf(on("discord", "77")));
  });

  test("the others are named on every account where they could write", () => {
    const links = [set(undefined, on("telegram", "5"), on("discord", "77"))];
    const persons = createPersons(config, [], () => links);
    expect(persons.linkedTo(at(on("discord", "77")))).toEqual([
      at(on("telegram", "5"), "a"),
      at(on("telegram", "5"), "b"),
    ]);
    expect(persons.linkedTo(at(on("telegram", "5"), "a"))).toEqual([
      at(on("telegram", "5"), "b"),
      at(on("discord", "77")),
    ]);
    expect(persons.linkedTo(at(on("discord", "9")))).toEqual([]);
  });

  test("another list counts from the next question on", () => {
    let links: readonly LinkSet[] = [];
    const persons = createPersons(config, [], () => links);
    expect(persons.linkedTo(at(on("discord", "1")))).toEqual([]);
    links = [set(undefined, on("discord", "1"), on("discord", "2"))];
    expect(persons.linkedTo(at(on("discord", "1")))).toEqual([at(on("discord", "2"))]);
    links = [];
    expect(persons.personOf(on("discord", "2"))).toBe("discord:2");
  });

  test("is one relation whatever the order of the sets, as plain flooding finds it", () => {
    const address = fc.record({
      channel: fc.constantFrom("telegram", "discord"),
      id: fc.constantFrom("1", "2", "3", "4"),
    });
    const sets = fc.array(
      fc.record(
        { name: fc.constantFrom("ann", "bob", "eve"), identities: fc.array(address, { minLength: 1, maxLength: 3 }) },
        { requiredKeys: ["identities"] },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(sets, fc.nat(6), address, address, (all, cut, a, b) => {
        const persons = createPersons(config, all.slice(0, cut), () => all.slice(cut));
        const same = persons.personOf(a) === persons.personOf(b);
        expect(same).toBe(flood(all, addressOf(a)).has(addressOf(b)));
        const others = new Set(persons.linkedTo(at(a)).map(addressOf));
        if (addressOf(a) !== addressOf(b)) expect(others.has(addressOf(b))).toBe(same);
      }),
      { numRuns: 3_000 },
    );
  });
});

function flood(sets: readonly LinkSet[], from: string): Set<string> {
  const reached = new Set([from]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { name, identities } of sets) {
      const keys = [...identities.map(addressOf), ...(name === undefined ? [] : [` ${name}`])];
      if (keys.some((key) => reached.has(key))) for (const key of keys) reached.add(key);
    }
  }
  return reached;
}
