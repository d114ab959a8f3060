import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createLoopback, type Loopback, type LoopbackEntry } from "../src/index.ts";
import { createRecordingHost, type RecordingHost } from "../src/testing.ts";

const ada = { id: "ada", displayName: "Ada", isBot: false };
const conversation = { id: "c1" };

async function open(keep = 200): Promise<{ loopback: Loopback; host: RecordingHost }> {
  const clock = createManualClock();
  const loopback = createLoopback({
    clock,
    random: createSeededRandom(),
    keepEntries: keep,
    keepConversations: 3,
  });
  const host = createRecordingHost(clock);
  await loopback.adapter.start(host);
  return { loopback, host };
}

describe("the loopback channel", () => {
  test("shows both sides of a conversation, and an edit in place of what it changed", async () => {
    const { loopback, host } = await open();
    const seen: LoopbackEntry[] = [];
    const end = loopback.subscribe("c1", (entry) => seen.push(entry));
    await loopback.receive({ conversation, sender: ada, text: "/pair" });
    const to = host.messages[0]?.conversation ?? { channel: "", account: "", kind: "dm", id: "" };
    const sent = await loopback.adapter.send(to, { text: "Wait.", actions: [[{ label: "Ok", payload: "ok" }]] });
    await loopback.adapter.edit?.(sent, { text: "Welcome." });
    expect(host.messages[0]).toMatchObject({ command: { name: "pair" }, conversation: { channel: "web", kind: "dm" } });
    expect(loopback.transcript("c1").map((entry) => [entry.from, entry.text])).toEqual([
      ["person", "/pair"],
      ["bot", "Welcome."],
    ]);
    expect(seen.map((entry) => entry.text)).toEqual(["/pair", "Wait.", "Welcome."]);
    end();
    await loopback.adapter.send(to, { text: "unheard" });
    expect(seen).toHaveLength(3);
  });

  test("hides a message that the host could not store, and takes it again under the same id", async () => {
    const { loopback, host } = await open();
    host.before = async () => {
      throw new Error("disk full");
    };
    const input = { conversation, sender: ada, text: "hello", id: "form-1" };
    await expect(loopback.receive(input)).rejects.toThrow("disk full");
    expect(loopback.transcript("c1")).toEqual([]);
    host.before = async () => {};
    await loopback.receive(input);
    await loopback.receive(input);
    expect(loopback.transcript("c1")).toHaveLength(1);
    expect(host.messages.map((message) => message.id)).toEqual(["form-1"]);
  });

  test("puts an answer below its question, however fast it comes", async () => {
    const { loopback, host } = await open();
    host.before = async (message) => void (await loopback.adapter.send(message.conversation, { text: "quick" }));
    await loopback.receive({ conversation, sender: ada, text: "question" });
    expect(loopback.transcript("c1").map((entry) => entry.text)).toEqual(["question", "quick"]);
  });

  test("stays bounded in entries and in conversations", async () => {
    const { loopback } = await open(5);
    for (let n = 0; n < 20; n++) await loopback.receive({ conversation, sender: ada, text: String(n) });
    expect(loopback.transcript("c1").map((entry) => entry.text)).toEqual(["15", "16", "17", "18", "19"]);
    for (const id of ["c2", "c3", "c4"]) await loopback.receive({ conversation: { id }, sender: ada, text: "x" });
    expect(loopback.transcript("c1")).toEqual([]);
  });

  test("takes nothing before it started", async () => {
    const loopback = createLoopback({ clock: createManualClock(), random: createSeededRandom() });
    await expect(loopback.receive({ conversation, sender: ada, text: "x" })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await loopback.adapter.probe()).toMatchObject({ status: "down" });
  });
});
