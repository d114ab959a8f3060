import { createRequire } from "node:module";
import { afterEach, expect, test, vi } from "vitest";
import { silenceSignal } from "../src/quiet-signal.ts";

interface Cipher {
  decryptWithSessions(data: Uint8Array, sessions: readonly object[]): Promise<{ session: object; plaintext: string }>;
}

const load = createRequire(createRequire(import.meta.url).resolve("@whiskeysockets/baileys"));
silenceSignal();
const { SessionCipher } = load("libsignal") as { SessionCipher: { readonly prototype: Cipher } };

/** A cipher that reads with one session only. */
function cipherFor(fitting: object | undefined): Cipher {
  const doDecryptWhisperMessage = async (_data: Uint8Array, session: object): Promise<string> => {
    if (session === fitting) return "plain";
    throw new Error("Bad MAC of 84987654321");
  };
  return Object.assign(Object.create(SessionCipher.prototype) as Cipher, { doDecryptWhisperMessage });
}

const printed = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(() => expect(printed).not.toHaveBeenCalled());

const sessions = [{ indexInfo: { used: 0 } }, { indexInfo: { used: 0 } }] as const;

test("the session that fits reads the message, and only that one counts as used", async () => {
  const found = await cipherFor(sessions[1]).decryptWithSessions(new Uint8Array(), sessions);
  expect(found).toEqual({ session: sessions[1], plaintext: "plain" });
  expect(sessions[0].indexInfo.used).toBe(0);
  expect(sessions[1].indexInfo.used).toBeGreaterThan(0);
});

test("what no session reads is an error as before, and nothing is printed about whose it was", async () => {
  const none = cipherFor(undefined);
  await expect(none.decryptWithSessions(new Uint8Array(), sessions)).rejects.toMatchObject({
    name: "SessionError",
    message: "No matching sessions found for message",
  });
  await expect(none.decryptWithSessions(new Uint8Array(), [])).rejects.toThrow("No sessions available");
});
