import { describe, expect, test } from "vitest";
import { type Setting, type Translated, translateInteraction, translateMessage } from "../src/translate.ts";

const me = { id: "99", username: "moltbot", applicationId: "98" };
const conversation = { channel: "discord", account: "default", kind: "group", id: "5" } as const;
const setting: Setting = { me, conversation, now: 123, botRole: "77" };
const author = { id: "7", username: "ada", global_name: "Ada" };
const base = {
  id: "300",
  type: 0,
  channel_id: "5",
  author,
  content: "hi",
  timestamp: "2026-01-01T00:00:00.000000+00:00",
};

const message = (more: object, edited = false): Translated => translateMessage({ ...base, ...more }, edited, setting);
function read(more: object, edited = false) {
  const translated = message(more, edited);
  if (translated.kind !== "message") throw new Error(`no message: ${JSON.stringify(translated)}`);
  return translated.message;
}

describe("translating", () => {
  test("a message", () => {
    expect(read({})).toEqual({
      id: "300",
      event: "message",
      conversation,
      sender: { id: "7", username: "ada", displayName: "Ada", isBot: false },
      text: "hi",
      at: 1_767_225_600_000,
      mentionsBot: false,
      repliesToBot: false,
      own: false,
      attachments: [],
    });
  });

  test("an edit has an id of its own, and a preview that Discord adds is none", () => {
    const edit = read({ edited_timestamp: "2026-01-01T00:00:09.500000+00:00" }, true);
    expect(edit).toMatchObject({ event: "edit", id: "300:e1767225609500", at: 1_767_225_609_500 });
    expect(message({ edited_timestamp: null }, true)).toEqual({ kind: "ignored", what: "preview" });
  });

  test("a nickname comes before the name that the person chose", () => {
    expect(read({ member: { nick: "The Countess" } }).sender.displayName).toBe("The Countess");
    expect(read({ author: { id: "7", username: "ada" } }).sender.displayName).toBe("ada");
  });

  test.each([
    [{ author: { ...author, bot: true } }, true],
    [{ author: { ...author, system: true } }, true],
    [{ webhook_id: "7" }, true],
    [{ author: { ...author, bot: "yes" } }, false],
  ])("whether %j is a bot: %j", (more, isBot) => {
    expect(read(more).sender.isBot).toBe(isBot);
  });

  test("the bot's own message is marked", () => {
    expect(read({ author: { id: "99", bot: true } })).toMatchObject({ own: true, sender: { isBot: true } });
  });

  test.each([
    [{ content: "<@99> hi", mentions: [{ id: "99" }] }, true],
    [{ content: "<@!99> hi", mentions: [{ id: "99" }] }, true],
    [{ content: "`<@99>`", mentions: [] }, false],
    [{ content: "@moltbot moltbot", mentions: [] }, false],
    [{ content: "pinged by a reply", mentions: [{ id: "99" }] }, false],
    [{ content: "<@98> hi", mentions: [{ id: "98" }] }, false],
    [{ content: "<@&77> hi", mention_roles: ["77"] }, true],
    [{ content: "<@&76> hi", mention_roles: ["76"] }, false],
    [{ content: "@everyone", mention_everyone: true }, false],
    [{ content: "<@99>", mentions: [null, 5, {}] }, false],
  ])("mentions in %j: %j [R5.1]", (more, expected) => {
    expect(read(more).mentionsBot).toBe(expected);
  });

  test("a reply counts when the bot wrote what it answers [R5.1]", () => {
    const reply = (id: string, type = 19) => read({ type, referenced_message: { author: { id } } }).repliesToBot;
    expect([reply("99"), reply("98"), reply("99", 0)]).toEqual([true, false, false]);
    expect(read({ type: 19, referenced_message: null }).repliesToBot).toBe(false);
  });

  test("a command may follow a mention of the bot", () => {
    const command = { name: "approve", args: "pair_1" };
    expect(read({ content: "/approve pair_1" }).command).toEqual(command);
    expect(read({ content: "<@99> /approve pair_1", mentions: [{ id: "99" }] }).command).toEqual(command);
    expect(read({ content: "<@98> /approve pair_1", mentions: [{ id: "98" }] }).command).toBeUndefined();
  });

  test("forwarded text commands nothing, and mentions nobody", () => {
    const snapshot = { content: "/approve pair_1 <@99>", attachments: [{ id: "4", filename: "a.txt" }] };
    const forwarded = read({
      content: "",
      message_reference: { type: 1, message_id: "2" },
      message_snapshots: [{ message: snapshot }],
      mentions: [{ id: "99" }],
    });
    expect(forwarded).toMatchObject({ text: snapshot.content, mentionsBot: false, attachments: [{ name: "a.txt" }] });
    expect(forwarded.command).toBeUndefined();
  });

  test.each([
    [
      { attachments: [{ id: "1", filename: "a.png", content_type: "image/png", size: 9 }] },
      [{ kind: "image", sizeBytes: 9 }],
    ],
    [{ attachments: [{ id: "1", content_type: "audio/ogg" }] }, [{ kind: "audio" }]],
    [{ attachments: [{ id: "1", content_type: "application/pdf" }, {}] }, [{ kind: "file" }, { kind: "file" }]],
    [{ sticker_items: [{ id: "3", name: "wave" }] }, [{ kind: "sticker", id: "3", name: "wave" }]],
    [{ poll: { question: { text: "?" } } }, [{ kind: "poll" }]],
  ])("lists what comes with %j", (more, attachments) => {
    expect(read({ content: "", ...more })).toMatchObject({ text: "", attachments });
  });

  test("joins, pins and messages without anything are ignored by name", () => {
    for (const type of [3, 6, 7, 8, 18, 21, 24]) {
      expect(message({ type })).toEqual({ kind: "ignored", what: "service message" });
    }
    expect(message({ content: "" })).toEqual({ kind: "ignored", what: "empty message" });
  });

  test.each([{ id: 300 }, { id: "x" }, { author: null }, { type: "0" }, { timestamp: "soon" }])(
    "%j is malformed",
    (more) => {
      expect(message(more)).toEqual({ kind: "malformed" });
    },
  );
});

describe("interactions", () => {
  const interaction = { id: "400", token: "t", type: 3, channel_id: "5", member: { user: author, nick: "Countess" } };
  const translate = (more: object) => translateInteraction({ ...interaction, ...more }, setting);

  test("a press is by who presses, not by who wrote the message", () => {
    const held = { id: "300", author: { id: "99" }, interaction_metadata: { user: { id: "8" } } };
    expect(translate({ data: { custom_id: "ok" }, message: held })).toEqual({
      kind: "action",
      action: {
        id: "i:400",
        payload: "ok",
        by: { id: "7", username: "ada", displayName: "Countess", isBot: false },
        conversation,
        messageId: "300",
        at: 123,
      },
    });
  });

  test.each([
    ["pair", [], "/pair", { name: "pair", args: "" }],
    ["approve", [{ name: "request", value: "exec_1" }], "/approve exec_1", { name: "approve", args: "exec_1" }],
    [
      "approve",
      [
        { name: "scope", value: "once" },
        { name: "request", value: "exec_1" },
      ],
      "/approve exec_1 once",
      { name: "approve", args: "exec_1 once" },
    ],
    ["block", [{ name: "user", value: "discord:8" }], "/block discord:8", { name: "block", args: "discord:8" }],
  ])("/%s %j is the text command %s", (name, options, text, command) => {
    const translated = translate({ type: 2, data: { type: 1, name, options } });
    expect(translated).toMatchObject({ kind: "message", message: { id: "i:400", text, command, mentionsBot: true } });
  });

  test("other commands and other interactions are nothing", () => {
    expect(translate({ type: 2, data: { type: 1, name: "dance" } })).toMatchObject({ kind: "ignored" });
    expect(translate({ type: 2, data: { type: 2, name: "pair" } })).toMatchObject({ kind: "ignored" });
    expect(translate({ type: 5, data: { custom_id: "ok" } })).toMatchObject({ kind: "ignored" });
    expect(translate({ data: {} })).toEqual({ kind: "malformed" });
    expect(translate({ member: {}, data: { custom_id: "ok" } })).toEqual({ kind: "malformed" });
  });
});
