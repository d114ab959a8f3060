import { proto } from "@whiskeysockets/baileys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Content } from "../src/content.ts";
import { idOf, isElsewhere, jidOf, parseJid } from "../src/jids.ts";
import { isMe, readMe, resolvePerson } from "../src/people.ts";
import { type Translated, translate } from "../src/translate.ts";

const me = { phone: "15550009999", lid: "90000000009999" };
const place = { channel: "whatsapp", account: "default" };
const sender = { id: "+84987654321", phone: "+84987654321" };
const group = "120363000000000001@g.us";
const { Type } = proto.Message.ProtocolMessage;

function read(message: Content | undefined, o: { inGroup?: boolean; id?: string } = {}): Translated {
  const key = { id: o.id ?? "3A01", remoteJid: o.inGroup === true ? group : "84987654321@s.whatsapp.net" };
  return translate({ key, messageTimestamp: 1_767_225_600, pushName: "Ada", message }, { me, place, sender });
}

function message(content: Content, o: { inGroup?: boolean } = {}) {
  const translated = read(content, o);
  if (translated.kind !== "message") throw new Error(translated.kind);
  return translated.message;
}

describe("addresses", () => {
  test.each([
    ["84987654321@s.whatsapp.net", "+84987654321"],
    ["84987654321:12@s.whatsapp.net", "+84987654321"],
    ["84987654321_1:12@s.whatsapp.net", "+84987654321"],
    ["84987654321@c.us", "+84987654321"],
    ["84987654321:99@hosted", "+84987654321"],
    ["1234567:3@lid", "1234567@lid"],
    [group, group],
    ["84123456789-1600000000@g.us", "84123456789-1600000000@g.us"],
  ])("%s is %s", (jid, id) => {
    const read = parseJid(jid);
    expect(read && idOf(read)).toBe(id);
    expect(jidOf(id)).toBeDefined();
  });

  test.each(["", "@", "+84987654321", "84987654321", "0123456789@s.whatsapp.net", "84@s.whatsapp.net", "a@lid"])(
    "%j is nobody",
    (jid) => expect(parseJid(jid)).toBeUndefined(),
  );

  test("status, newsletters, broadcast lists and bots are elsewhere", () => {
    for (const jid of ["status@broadcast", "1@newsletter", "1@broadcast", "1@bot"]) {
      expect([isElsewhere(jid), parseJid(jid)]).toEqual([true, undefined]);
    }
  });

  test("whatever is read has one id, which leads back to it", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4,21}(:\d{1,3})?@(s\.whatsapp\.net|lid|g\.us)$/)),
        (text) => {
          const jid = parseJid(text);
          if (jid === undefined) return;
          const back = parseJid(jidOf(idOf(jid)));
          expect(back).toEqual(jid);
          expect(idOf(jid)).toMatch(/^(\+\d+|\d+@lid|[\d-]+@g\.us)$/);
        },
      ),
    );
  });
});

describe("R0.2: people", () => {
  const none = async (): Promise<undefined> => undefined;

  test("a LID with a number beside it, or with one that the server told before, is that number", async () => {
    expect(await resolvePerson("1234567:3@lid", "84987654321@s.whatsapp.net", none)).toEqual(sender);
    expect(await resolvePerson("1234567@lid", undefined, async () => "84987654321")).toEqual(sender);
    expect(await resolvePerson("84987654321:7@s.whatsapp.net", "1234567@lid", none)).toEqual(sender);
  });

  test("a LID without a number is an id of its own and no number", async () => {
    expect(await resolvePerson("84987654321@lid", undefined, none)).toEqual({ id: "84987654321@lid" });
    expect(await resolvePerson("1234567@lid", "7654321@lid", async () => "x")).toEqual({ id: "1234567@lid" });
    expect(await resolvePerson(group, undefined, none)).toBeUndefined();
  });

  test("the linked account is known by number and by LID", () => {
    expect(readMe({ id: "15550009999:12@s.whatsapp.net", lid: "90000000009999:12@lid" })).toEqual(me);
    expect(isMe("15550009999:3@s.whatsapp.net", me) && isMe("90000000009999@lid", me)).toBe(true);
    expect(isMe("90000000009999@s.whatsapp.net", me) || isMe("15550009999@lid", me)).toBe(false);
  });
});

describe("messages", () => {
  test("wrappers are opened, as deep as clients go", () => {
    const inner = { conversation: "hi" };
    expect(message({ ephemeralMessage: { message: inner } }).text).toBe("hi");
    expect(message({ ephemeralMessage: { message: { viewOnceMessageV2: { message: inner } } } }).text).toBe("hi");
    let deep: Content = inner;
    for (let i = 0; i < 50; i++) deep = { ephemeralMessage: { message: deep } };
    expect(read(deep).kind).toBe("ignored");
  });

  test("media are listed with what is said about them, without the keys to them", () => {
    const image = {
      caption: "look",
      mimetype: "image/jpeg",
      fileLength: 12,
      mediaKey: Buffer.alloc(32, 7),
      url: "https://x",
    };
    const { text, attachments } = message({ viewOnceMessage: { message: { imageMessage: image } } });
    expect(text).toBe("look");
    expect(attachments).toEqual([{ kind: "image", mimeType: "image/jpeg", sizeBytes: 12 }]);
    expect(message({ pollCreationMessageV3: { name: "?" } }).attachments).toEqual([{ kind: "poll" }]);
  });

  test("an edit names what it changes, under an id of its own", () => {
    const protocolMessage = { type: Type.MESSAGE_EDIT, key: { id: "3A00" }, editedMessage: { conversation: "new" } };
    const edit = message({ editedMessage: { message: { protocolMessage } } });
    expect(edit).toMatchObject({ event: "edit", id: "+84987654321:3A00:e3A01", text: "new" });
  });

  test.each<[string, Content | undefined]>([
    ["nothing", undefined],
    ["a reaction", { reactionMessage: { text: "👍", key: { id: "1" } } }],
    ["a vote", { pollUpdateMessage: {} }],
    ["a deletion", { protocolMessage: { type: Type.REVOKE, key: { id: "1" } } }],
    ["history", { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION } }],
    ["a key of a group", { senderKeyDistributionMessage: { groupId: group } }],
    ["a call", { call: { callKey: Buffer.alloc(4) } }],
    ["an empty text", { conversation: "" }],
  ])("%s is ignored", (_, content) => {
    expect(read(content).kind).toBe("ignored");
  });

  test("mentions and replies count by address, in whatever carries them", () => {
    const mention = { mentionedJid: ["90000000009999@lid"] };
    expect(message({ extendedTextMessage: { text: "hi", contextInfo: mention } }).mentionsBot).toBe(true);
    expect(message({ imageMessage: { caption: "hi", contextInfo: mention } }).mentionsBot).toBe(true);
    expect(message({ conversation: "@15550009999 hi" }).mentionsBot).toBe(false);
    const quote = { stanzaId: "1", participant: "15550009999:12@s.whatsapp.net" };
    expect(message({ extendedTextMessage: { text: "hi", contextInfo: quote } }).repliesToBot).toBe(true);
    const quoted = {
      stanzaId: "1",
      participant: "1@s.whatsapp.net",
      quotedMessage: { extendedTextMessage: { contextInfo: mention } },
    };
    expect(message({ extendedTextMessage: { text: "hi", contextInfo: quoted } })).toMatchObject({
      mentionsBot: false,
      repliesToBot: false,
    });
  });

  test("a command stands first, or right after a mention of the bot; forwarded text commands nothing", () => {
    const said = (text: string, contextInfo = {}) =>
      message({ extendedTextMessage: { text, contextInfo } }, { inGroup: true });
    const mention = { mentionedJid: ["15550009999@s.whatsapp.net"] };
    expect(said("/pair me").command).toEqual({ name: "pair", args: "me" });
    expect(said("@15550009999 /help", mention).command?.name).toBe("help");
    expect(said("@15550009999 /help").command).toBeUndefined();
    expect(said("@84987654321 /help", mention).command).toBeUndefined();
    expect(said("/pair@15550009999").mentionsBot).toBe(true);
    expect(said("/pair@84987654321").mentionsBot).toBe(false);
    const forwarded = said("/pair", { isForwarded: true });
    expect(forwarded.command).toBeUndefined();
    expect(forwarded.forwarded).toBe(true);
  });

  test("in a group an id counts for its sender alone", () => {
    expect(message({ conversation: "hi" }, { inGroup: true })).toMatchObject({
      id: `${group}:+84987654321:3A01`,
      conversation: { kind: "group", id: group },
      sender: { id: "+84987654321", phone: "+84987654321", displayName: "Ada" },
    });
    expect(read({ conversation: "hi" }, { id: "with space" }).kind).toBe("malformed");
  });

  test("no message makes it throw", () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, fc.anything(), (raw, context) => {
        let decoded: Content = {};
        try {
          decoded = proto.Message.decode(raw);
        } catch {
          decoded = { extendedTextMessage: { text: "x", contextInfo: context as object } };
        }
        expect(["message", "ignored", "malformed"]).toContain(read(decoded).kind);
      }),
    );
  });
});
