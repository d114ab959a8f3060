import { describe, expect, test } from "vitest";
import { laneOf, translate } from "../src/translate.ts";

const setting = {
  me: { id: 99, username: "Molt_Bot" },
  place: { channel: "telegram", account: "default" },
  now: 123,
};
const base = {
  message_id: 3,
  date: 1_700_000_000,
  chat: { id: 7, type: "private" },
  from: { id: 7, is_bot: false, first_name: "Ada", last_name: "L", username: "ada" },
};
const message = (more: object, kind = "message") => translate({ update_id: 1, [kind]: { ...base, ...more } }, setting);
const read = (more: object, kind = "message") => {
  const translated = message(more, kind);
  if (translated.kind !== "message") throw new Error(`not a message: ${translated.kind}`);
  return translated.message;
};

describe("translating Telegram", () => {
  test("a private message", () => {
    expect(read({ text: "hi" })).toEqual({
      id: "7:3",
      event: "message",
      conversation: { channel: "telegram", account: "default", kind: "dm", id: "7" },
      sender: { id: "7", username: "ada", displayName: "Ada L", isBot: false },
      text: "hi",
      at: 1_700_000_000_000,
      mentionsBot: false,
      repliesToBot: false,
      own: false,
      attachments: [],
    });
  });

  test("an edit has its own id and time, even twice in a second", () => {
    const edit = (updateId: number) =>
      translate({ update_id: updateId, edited_message: { ...base, text: "x", edit_date: 1_700_000_009 } }, setting);
    const ids = [edit(1), edit(2)].map((each) => each.kind === "message" && each.message.id);
    expect(ids).toEqual(["7:3:e1", "7:3:e2"]);
    expect(edit(1)).toMatchObject({ message: { event: "edit", at: 1_700_000_009_000 } });
  });

  test.each([
    ["group", "group"],
    ["supergroup", "group"],
    ["channel", "group"],
    ["private", "dm"],
  ])("a chat of type %s is a %s", (type, kind) => {
    expect(read({ text: "x", chat: { id: -5, type } }).conversation).toMatchObject({ kind, id: "-5" });
  });

  test("an unknown type of chat is nothing at all", () => {
    expect(message({ text: "x", chat: { id: 1, type: "square" } })).toEqual({ kind: "malformed" });
    expect(message({ text: "x", chat: { id: 1 } })).toEqual({ kind: "malformed" });
  });

  test("only a topic is a thread", () => {
    expect(read({ text: "x", message_thread_id: 5 }).conversation.thread).toBeUndefined();
    expect(read({ text: "x", message_thread_id: 5, is_topic_message: true }).conversation.thread).toBe("5");
  });

  test("who writes as a group or channel has no person's id, nor that of Telegram's shared account", () => {
    const sender_chat = { id: -1005, type: "supergroup", title: "The Admins", username: "admins" };
    const from = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
    expect(read({ text: "x", sender_chat, from }).sender).toEqual({
      id: "chat-1005",
      displayName: "The Admins",
      username: "admins",
      isBot: false,
    });
  });

  test("an account that many share is nobody, in messages and presses", () => {
    const from = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
    const nobody = { kind: "ignored", what: "an account that many share" };
    expect(message({ text: "/approve pair_1", from })).toEqual(nobody);
    const query = { id: "5", from, message: base, data: "ok" };
    expect(translate({ update_id: 1, callback_query: query }, setting)).toEqual(nobody);
  });

  test("a post in a channel is the channel's, whoever wrote it", () => {
    const chat = { id: -1009, type: "channel", title: "News" };
    const post = read({ text: "hi", chat, sender_chat: chat, from: undefined }, "channel_post");
    expect(post).toMatchObject({ sender: { id: "chat-1009", isBot: false }, conversation: { kind: "group" } });
  });

  test.each([
    [{ chat: { id: -5, type: "group" }, migrate_to_chat_id: -1005 }],
    [{ chat: { id: -1005, type: "supergroup" }, migrate_from_chat_id: -5 }],
  ])("a group that moves: %j", (more) => {
    const move = { channel: "telegram", account: "default", from: "-5", to: "-1005" };
    expect(message(more)).toEqual({ kind: "moved", move });
  });

  test("the bot's own message is marked", () => {
    expect(read({ text: "x", from: { id: 99, is_bot: true } })).toMatchObject({ own: true, sender: { isBot: true } });
  });

  test.each([
    [{ text: "hi @molt_bot", entities: [{ type: "mention", offset: 3, length: 9 }] }, true],
    [{ text: "hi @molt_bot" }, false],
    [{ text: "hi @molt_botty", entities: [{ type: "mention", offset: 3, length: 11 }] }, false],
    [{ text: "hi @molt_bot", entities: [{ type: "code", offset: 3, length: 9 }] }, false],
    [{ text: "hi you", entities: [{ type: "text_mention", offset: 3, length: 3, user: { id: 99 } }] }, true],
    [{ text: "hi you", entities: [{ type: "text_mention", offset: 3, length: 3, user: { id: 98 } }] }, false],
    [{ text: "/help@Molt_Bot", entities: [{ type: "bot_command", offset: 0, length: 14 }] }, true],
    [{ text: "/help@other", entities: [{ type: "bot_command", offset: 0, length: 11 }] }, false],
    [{ caption: "@molt_bot see", photo: [{}], caption_entities: [{ type: "mention", offset: 0, length: 9 }] }, true],
    [{ text: "@molt_bot", entities: [{ type: "mention", offset: -9, length: 9 }] }, false],
    [
      {
        text: "as he said @molt_bot",
        entities: [
          { type: "blockquote", offset: 0, length: 20 },
          { type: "mention", offset: 11, length: 9 },
        ],
      },
      false,
    ],
    [
      { text: "@molt_bot", forward_origin: { type: "user" }, entities: [{ type: "mention", offset: 0, length: 9 }] },
      false,
    ],
    [{ text: "@molt_bot", via_bot: { id: 5 }, entities: [{ type: "mention", offset: 0, length: 9 }] }, false],
    [{ text: "@molt_bot", entities: [null, 5, { type: "mention" }] }, false],
  ])("mentions in %j: %j", (more, expected) => {
    expect(read(more).mentionsBot).toBe(expected);
  });

  test("a reply counts when the bot wrote what it answers, and not for merely standing in a topic", () => {
    expect(read({ text: "x", reply_to_message: { from: { id: 99 } } }).repliesToBot).toBe(true);
    expect(read({ text: "x", reply_to_message: { from: { id: 98 } } }).repliesToBot).toBe(false);
    const opening = { from: { id: 99 }, forum_topic_created: {} };
    expect(read({ text: "x", reply_to_message: opening }).repliesToBot).toBe(false);
  });

  test("words that the sender did not write command nothing", () => {
    expect(read({ text: "/approve pair_1" }).command).toEqual({ name: "approve", args: "pair_1" });
    expect(read({ text: "/approve pair_1", forward_origin: { type: "user" } }).command).toBeUndefined();
    expect(read({ text: "/approve pair_1", via_bot: { id: 5 } }).command).toBeUndefined();
  });

  test.each([
    [{ photo: [{ file_id: "s" }, { file_id: "l", file_size: 9 }] }, { kind: "image", id: "l", sizeBytes: 9 }],
    [
      { document: { file_id: "d", file_name: "a.pdf", mime_type: "application/pdf" } },
      { kind: "file", id: "d", name: "a.pdf", mimeType: "application/pdf" },
    ],
    [
      { animation: { file_id: "a" }, document: { file_id: "a" } },
      { kind: "video", id: "a" },
    ],
    [{ venue: {}, location: {} }, { kind: "location" }],
    [{ voice: { file_id: "v" } }, { kind: "audio", id: "v" }],
    [{ contact: { phone_number: "+1" } }, { kind: "contact" }],
    [{ paid_media: {} }, { kind: "other" }],
  ])("lists the attachment of %j", (more, attachment) => {
    expect(read({ ...more, caption: "see" })).toMatchObject({ text: "see", attachments: [attachment] });
  });

  test("service messages and unknown kinds are ignored by name", () => {
    expect(message({ new_chat_members: [] })).toEqual({ kind: "ignored", what: "service message" });
    expect(translate({ update_id: 1, telepathy: {} }, setting)).toEqual({ kind: "ignored", what: "telepathy" });
    expect(translate({ update_id: 1 }, setting)).toEqual({ kind: "ignored", what: "nothing" });
  });

  test("a press is by who presses, not by who wrote the message", () => {
    const query = { id: "5", from: { id: 8, first_name: "Bob" }, message: base, data: "ok" };
    expect(translate({ update_id: 1, callback_query: query }, setting)).toEqual({
      kind: "action",
      callbackId: "5",
      action: {
        id: "cb:5",
        payload: "ok",
        by: { id: "8", displayName: "Bob", isBot: false },
        conversation: { channel: "telegram", account: "default", kind: "dm", id: "7" },
        messageId: "3",
        at: 123,
      },
    });
    expect(laneOf({ update_id: 1, callback_query: query })).toBe("7");
  });

  test.each([{ date: -1 }, { date: 1e300 }, { date: "now" }, { message_id: 1.5 }, { from: {} }, { chat: null }])(
    "%j is malformed",
    (more) => {
      expect(message({ text: "x", ...more })).toEqual({ kind: "malformed" });
    },
  );
});
