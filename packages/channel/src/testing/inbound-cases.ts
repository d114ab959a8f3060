import { expect } from "vitest";
import type { Bench } from "./bench.ts";
import type { TestPerson } from "./harness.ts";

/** A case: what must hold, and how it is tried on a started adapter. */
export type Cases = Readonly<Record<string, (bench: Bench) => Promise<void>>>;

/** Two people whom every harness can play. */
export const ada: TestPerson = { id: "1001", name: "Ada" };
/** The other one. */
export const bob: TestPerson = { id: "1002", name: "Bob" };

/** What comes in. */
export const inboundCases = {
  async "tells direct messages and groups apart"({ platform, host, until }) {
    await platform.dm(ada, "to you");
    await platform.group(ada, "to all");
    await until("both messages arrive", () => host.messages.length === 2);
    const kinds = new Map(host.messages.map((message) => [message.text, message.conversation.kind]));
    expect(kinds.get("to you")).toBe("dm");
    expect(kinds.get("to all")).toBe("group");
    expect(new Set(host.messages.map((message) => message.conversation.id)).size).toBe(2);
  },
  async "marks or leaves out its own messages"({ platform, host, settle }) {
    await platform.own("my own words");
    await settle();
    for (const message of host.messages) expect(message.own).toBe(true);
  },
  async "sees a mention where the platform marked one, not in a word"({ platform, host, until }) {
    await platform.group(ada, "are you there?", { mention: true });
    await platform.group(ada, `the ${platform.botName} and ${platform.botName}ish and x@${platform.botName}.example`);
    await until("both messages arrive", () => host.messages.length === 2);
    expect(host.messages.map((message) => message.mentionsBot)).toEqual([true, false]);
  },
  async "recognises a reply to the bot"({ adapter, platform, host, until, during }) {
    await platform.group(ada, "hello");
    await until("the message arrives", () => host.messages.length === 1);
    const first = host.messages[0];
    if (first !== undefined) await during(adapter.send(first.conversation, { text: "yes?" }));
    await platform.group(ada, "thanks", { replyToBot: true });
    await until("the reply arrives", () => host.messages.length === 2);
    expect(host.messages.map((message) => message.repliesToBot)).toEqual([false, true]);
  },
  async "gives people and conversations stable ids, and messages their own"({ platform, host, until }) {
    await platform.dm(ada, "one");
    await platform.dm({ ...ada, name: "Ada Renamed" }, "two");
    await platform.dm(bob, "three");
    await until("all messages arrive", () => host.messages.length === 3);
    const [one, two, three] = ["one", "two", "three"].map((text) => host.messages.find((each) => each.text === text));
    expect(two?.sender.id).toBe(one?.sender.id);
    expect(two?.conversation).toEqual(one?.conversation);
    expect(three?.sender.id).not.toBe(one?.sender.id);
    for (const { id, sender, conversation } of host.messages) {
      for (const each of [id, sender.id, conversation.id]) expect(each).toMatch(/^\S+$/);
    }
  },
  async "delivers an update that comes twice under one id"({ platform, host, until, settle }) {
    await platform.dm(ada, "once");
    await until("the message arrives", () => host.messages.length === 1);
    await platform.duplicate();
    await platform.dm(ada, "next");
    await until("the next message arrives", () => host.messages.some((message) => message.text === "next"));
    await settle();
    expect(host.messages.map((message) => message.text)).toEqual(["once", "next"]);
  },
  async "keeps the order within a conversation"({ platform, host, until, clock }) {
    let left = 20;
    // Early messages take longest to store: without order, late ones would overtake them.
    host.before = () => new Promise((resolve) => void clock.after(left-- * 10, resolve));
    const texts = Array.from({ length: 10 }, (_, index) => String(index));
    for (const text of texts) {
      await platform.dm(ada, text);
      await platform.dm(bob, text);
    }
    await until("all messages arrive", () => host.messages.length === 20);
    for (const person of [ada, bob]) {
      const id = platform.senderId?.(person) ?? person.id;
      const mine = host.messages.filter((message) => message.sender.id === id);
      expect(mine.map((message) => message.text)).toEqual(texts);
    }
  },
  async "goes on when the host fails, and confirms only what is durable"({ platform, host, until }) {
    let failing = true;
    host.before = async ({ text }) => {
      if (failing && text === "A1") throw new Error("disk full");
    };
    await platform.dm(ada, "A1");
    await platform.dm(ada, "A2");
    await platform.dm(bob, "B1");
    await until("the other conversation goes on", () => host.messages.some((message) => message.text === "B1"));
    await until("the failed message is tried again", () => {
      return host.attempts.filter((message) => message.text === "A1").length > 1;
    });
    expect(platform.unconfirmed()).toBeGreaterThan(0);
    expect(host.messages.map((message) => message.text)).toEqual(["B1"]);
    failing = false;
    await until("nothing is lost", () => host.messages.length === 3);
    await until("everything is confirmed", () => platform.unconfirmed() === 0);
    const id = platform.senderId?.(ada) ?? ada.id;
    const ofAda = host.messages.filter((message) => message.sender.id === id).map((message) => message.text);
    expect(ofAda).toEqual(["A1", "A2"]);
  },
  async "hands over control characters in names as they are"({ platform, host, until }) {
    const name = "Eve\u001b[31m\u202e\nAdmin";
    await platform.dm({ id: "1003", name }, "hi");
    await until("the message arrives", () => host.messages.length === 1);
    const { displayName, username } = host.messages[0]?.sender ?? {};
    expect([displayName, username]).toContain(name);
  },
} satisfies Cases;
