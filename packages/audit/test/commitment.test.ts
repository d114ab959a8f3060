import { createHash } from "node:crypto";
import { canonicalJson } from "@moltbot/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commit, type StoredPersonal } from "../src/personal.ts";

const sha256 = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");
const salted = (salt: string, part: string, value: unknown): string | undefined =>
  value === undefined ? undefined : sha256({ part, salt: sha256({ form: 2, part, salt }), value });

const text = fc.string({ unit: "binary" });
const who = fc.record({ channel: text, account: text, id: text });
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const row = fc.record({
  salt: text,
  actor: optional(who),
  subject: optional(who),
  personal: optional(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()))),
});

test("[R9.5] a commitment is SHA-256 over canonical JSON, whatever the row holds", () => {
  fc.assert(
    fc.property(row, ({ salt, actor, subject, personal }) => {
      const given = Object.entries({ salt, actor, subject, personal }).filter(([, value]) => value !== undefined);
      const texts = personal === undefined ? undefined : { texts: personal };
      const digests = {
        actor: salted(salt, "actor", actor),
        subject: salted(salt, "subject", subject),
        texts: salted(salt, "texts", texts),
      };
      expect(commit(Object.fromEntries(given) as StoredPersonal)).toBe(`2:${sha256(digests)}`);
    }),
  );
});
