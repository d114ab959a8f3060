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
    expect(kinds.get("to you"), "conversation.kind of a direct message").toBe("dm");
    expect(kinds.get("to all"), "conversation.kind of a group").toBe("group");
    expect(new Set(host.messages.map((message) => message.conversation.id)).size).toBe(2);
  },
  async "fills in every field of a message, and where it belongs"({ adapter, account, platform, host, until, clock }) {
    await platform.dm(ada, "hello");
    await until("the message arrives", () => host.messages.length === 1);
    const message = host.messages[0];
    const { channel, account: told } = message?.conversation ?? {};
    expect(channel, "conversation.channel is the adapter's name").toBe(adapter.name);
    expect(told, "conversation.account is the one the adapter was made for").toBe(account ?? "default");
    expect(message, "every field of InboundMessage that is not optional is there").toMatchObject({
      event: "message",
      sender: { id: expect.any(String), isBot: false },
      text: "hello",
      mentionsBot: expect.any(Boolean),
      repliesToBot: false,
      own: false,
      attachments: [],
    });
    // A real server tells its own time, whatever the manual clock says: seconds would be far below both.
    expect(message?.at, "at is in milliseconds since the epoch").toBeGreaterThan(clock.now() / 2);
  },
  async "reads a command at the start of a message, and only there"({ platform, host, until }) {
    await platform.dm(ada, "/Pair one  two");
    await platform.dm(ada, "say /pair");
    await until("both messages arrive", () => host.messages.length === 2);
    const [first, second] = host.messages;
    expect(first?.command, "command comes from parseCommand(text)").toMatchObject({ name: "pair", args: "one  two" });
    expect(second?.command, "a command in the middle of a text is none").toBeUndefined();
  },
  async "marks or leaves out its own messages"({ platform, host, settle }) {
    await platform.own("my own words");
    await settle();
    for (const message of host.messages) expect(message.own, "own marks an echo of the bot itself").toBe(true);
  },
  async "sees a mention where the platform marked one, not in a word"({ platform, host, until }) {
    await platform.group(ada, "are you there?", { mention: true });
    await platform.group(ada, `the ${platform.botName} and ${platform.botName}ish and x@${platform.botName}.example`);
    await until("both messages arrive", () => host.messages.length === 2);
    expect(
      host.messages.map((message) => message.mentionsBot),
      "mentionsBot of a mention, and of a text that only holds the name",
    ).toEqual([true, false]);
  },
  async "recognises a reply to the bot"({ adapter, platform, host, until, during }) {
    await platform.group(ada, "hello");
    await until("the message arrives", () => host.messages.length === 1);
    const first = host.messages[0];
    if (first !== undefined) await during(adapter.send(first.conversation, { text: "yes?" }));
    await platform.group(ada, "thanks", { replyToBot: true });
    await until("the reply arrives", () => host.messages.length === 2);
    expect(
      host.messages.map((message) => message.repliesToBot),
      "repliesToBot of a message, and of an answer to the bot",
    ).toEqual([false, true]);
  },
  async "gives people and conversations stable ids, and messages their own"({ platform, host, until }) {
    await platform.dm(ada, "one");
    await platform.dm({ ...ada, name: "Ada Renamed" }, "two");
    await platform.dm(bob, "three");
    await until("all messages arrive", () => host.messages.length === 3);
    const [one, two, three] = ["one", "two", "three"].map((text) => host.messages.find((each) => each.text === text));
    expect(two?.sender.id, "sender.id stays when a person takes another name").toBe(one?.sender.id);
    expect(two?.conversation).toEqual(one?.conversation);
    expect(three?.sender.id).not.toBe(one?.sender.id);
    for (const { id, sender, conversation } of host.messages) {
      for (const each of [id, sender.id, conversation.id])
        expect(String(each), "ids hold no white space").toMatch(/^\S+$/);
      for (const each of [id, sender.id, conversation.id]) expect(typeof each, "ids are strings").toBe("string");
    }
  },
  async "delivers an update that comes twice under one id"({ platform, host, until, settle }) {
    await platform.dm(ada, "once");
    await until("the message arrives", () => host.messages.length === 1);
    await platform.duplicate();
    await platform.dm(ada, "next");
    await until("the next message arrives", () => host.messages.some((message) => message.text === "next"));
    await settle();
    expect(
      host.messages.map((message) => message.text),
      "id names the event: an update that comes twice has the same one",
    ).toEqual(["once", "next"]);
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
      expect(
        mine.map((message) => message.text),
        "in the order in which they were written; createLanes keeps it",
      ).toEqual(texts);
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
    expect(platform.unconfirmed(), "a message that onMessage rejected is not confirmed upstream").toBeGreaterThan(0);
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
    expect([displayName, username], "names go on as they are; whoever shows them cleans them").toContain(name);
  },
} satisfies Cases;
