import type { Conversation } from "@moltbot/channel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groupOfKey, sessionKey } from "../../src/flow/session-key.ts";

const id = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const conversation: fc.Arbitrary<Conversation> = fc.record(
  {
    channel: fc.constantFrom("telegram", "irc"),
    account: fc.constantFrom("default", "work"),
    kind: fc.constantFrom("dm" as const, "group" as const),
    id,
    thread: id,
  },
  { requiredKeys: ["channel", "account", "kind", "id"] },
);
const who = (at: Conversation, name = "5") => ({ channel: at.channel, account: at.account, id: name });

test("two groups, or a group and a person, never share a session [R1.4]", () => {
  fc.assert(
    fc.property(conversation, conversation, (a, b) => {
      const [one, other] = [sessionKey(who(a), a), sessionKey(who(b), b)];
      const key = ({ kind, ...rest }: Conversation) => (kind === "dm" ? [who(rest as Conversation)] : [rest]);
      if (a.kind !== b.kind) expect(one).not.toBe(other);
      else if (a.kind === "group" && JSON.stringify(key(a)) !== JSON.stringify(key(b))) expect(one).not.toBe(other);
    }),
  );
});

test("whoever speaks, a group's session is the group's, and its key leads back to it", () => {
  fc.assert(
    fc.property(conversation, id, (at, name) => {
      const key = sessionKey(who(at, name), at);
      const { channel, account } = at;
      if (at.kind === "group") expect(key).toBe(sessionKey(who(at), at));
      expect(groupOfKey(key)).toEqual(at.kind === "group" ? { channel, account, id: at.id } : undefined);
    }),
  );
});
