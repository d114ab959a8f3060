import type { Approval } from "@moltbot/approvals";
import { hasUnsafeText, newId } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answeredCard, pairingCard, readButton } from "../../src/flow/cards.ts";

const to = { channel: "telegram", account: "default", id: "1" };

function approval(payload: Record<string, string>): Approval {
  return {
    id: newId("pair", { now: 1_767_225_600_000, random: createSeededRandom(7) }),
    kind: "pairing",
    subject: "s",
    required: 1,
    createdAt: 0,
    expiresAt: 1,
    status: "pending",
    version: 1,
    votes: [],
    payload: { channel: "telegram", account: "default", userId: "200", code: "WDJB-MJHT", ...payload },
  };
}

describe("approval cards", () => {
  test("show who asks, from where, and the exact commands that answer [R3.3] [R3.4]", () => {
    const one = approval({
      displayName: "John Doe",
      username: "johndoe",
      firstMessage: "Hello",
      phone: "+84987654321",
    });
    const card = pairingCard(one, to);
    expect(card.text).toBe(
      [
        "🔔 Pairing Request",
        "",
        "From: John Doe (@johndoe)",
        "Platform: telegram",
        "Id: telegram:200",
        "Phone: +84987654321",
        "Code: WDJB-MJHT (ask them for it to be sure who they are)",
        'First message: "Hello"',
        "",
        "Reply:",
        `/approve ${one.id}`,
        `/deny ${one.id}`,
        "/block telegram:200",
      ].join("\n"),
    );
    expect(card.actions?.flat().map((action) => action.label)).toEqual(["Approve", "Deny", "Block"]);
  });

  test("fit Telegram's 64 bytes a button and read back as what they were", () => {
    for (const action of pairingCard(approval({}), to).actions?.flat() ?? []) {
      expect(Buffer.byteLength(action.payload)).toBeLessThanOrEqual(64);
      expect(readButton(action.payload)?.id).toBe(approval({}).id);
    }
  });

  test("stay inert whatever a stranger is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (displayName, firstMessage) => {
        const one = approval({ displayName, firstMessage, username: displayName });
        for (const text of [pairingCard(one, to).text, answeredCard({ ...one, status: "denied" })]) {
          expect(text.split("\n").every((line) => !hasUnsafeText(line))).toBe(true);
          expect(text.split("\n").filter((line) => line.startsWith("/approve")).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("come back only from payloads that we made", () => {
    fc.assert(fc.property(fc.string(), (text) => readButton(text) === undefined));
    expect(readButton(`m1:approve:${approval({}).id.slice(0, 20)}`)).toBeUndefined();
    expect(readButton(`m1:approve:${approval({}).id}:x`)).toBeUndefined();
    expect(readButton(`m1:constructor:${approval({}).id}`)).toBeUndefined();
  });
});
