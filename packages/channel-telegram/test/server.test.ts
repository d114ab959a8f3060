import { createManualClock } from "@moltbot/core/testing";
import { Api } from "grammy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTelegramServer, type TelegramServer } from "../src/testing.ts";

const clock = createManualClock();
let server: TelegramServer;
let api: Api;

beforeEach(async () => {
  server = await startTelegramServer({ clock });
  server.user(7, { username: "ada" });
  api = new Api(server.token, { apiRoot: server.url });
});

afterEach(async () => {
  await server.stop();
});

const ids = (updates: readonly { readonly update_id: number }[]): number[] => updates.map((each) => each.update_id);

describe("the test server", () => {
  test("keeps updates until a higher offset confirms them", async () => {
    const sent = ids([server.dm(7, "1"), server.dm(7, "2"), server.dm(7, "3")]);
    expect(ids(await api.getUpdates())).toEqual(sent);
    expect(ids(await api.getUpdates({ limit: 1 }))).toEqual(sent.slice(0, 1));
    expect(ids(await api.getUpdates({ offset: sent[1] ?? 0 }))).toEqual(sent.slice(1));
    expect(ids(await api.getUpdates())).toEqual(sent.slice(1));
    expect(ids(await api.getUpdates({ offset: -1 }))).toEqual(sent.slice(2));
    expect(ids(server.pending())).toEqual(sent.slice(2));
  });

  test("holds a long poll until something happens", async () => {
    const polling = api.getUpdates({ timeout: 30 });
    await expect.poll(() => server.count("getUpdates")).toBe(1);
    const update = server.dm(7, "now");
    expect(ids(await polling)).toEqual([update.update_id]);
  });

  test("ends the older of two polls with 409", async () => {
    const older = api.getUpdates({ timeout: 30 }).catch((error: unknown) => error);
    await expect.poll(() => server.count("getUpdates")).toBe(1);
    await api.getUpdates({ timeout: 0 });
    expect(await older).toMatchObject({ error_code: 409, description: expect.stringContaining("terminated by other") });
  });

  test("sends only the kinds that were asked for", async () => {
    await api.getUpdates({ allowed_updates: ["callback_query"] });
    server.dm(7, "unwanted");
    expect(server.pending()).toEqual([]);
  });

  test.each([
    ["empty text", { text: " " }, "message text is empty"],
    ["long text", { text: "x".repeat(4097) }, "message is too long"],
    ["an unknown chat", { chat_id: 404, text: "x" }, "chat not found"],
    ["a large payload", keyboard("ok", "x".repeat(65)), "BUTTON_DATA_INVALID"],
    ["an empty payload", keyboard("ok", ""), "BUTTON_DATA_INVALID"],
    ["a button without label", keyboard(" ", "x"), "button"],
    ["an answer to nothing", { text: "x", reply_parameters: { message_id: 404 } }, "replied not found"],
  ])("refuses %s", async (_what, params, description) => {
    const call = api.raw.sendMessage({ chat_id: 7, text: "x", ...params });
    await expect(call).rejects.toMatchObject({ error_code: 400, description: expect.stringContaining(description) });
    expect(server.sent()).toEqual([]);
  });

  test("refuses an edit of what is not the bot's, not there or not changed", async () => {
    server.dm(7, "mine");
    const { message_id } = await api.sendMessage(7, "ours");
    await expect(api.editMessageText(7, 1, "x")).rejects.toMatchObject({ error_code: 400 });
    await expect(api.editMessageText(7, 404, "x")).rejects.toMatchObject({ error_code: 400 });
    await expect(api.editMessageText(7, message_id, "ours")).rejects.toMatchObject({ error_code: 400 });
    expect(await api.editMessageText(7, message_id, "new")).toMatchObject({ text: "new" });
  });

  test("asks to wait, and counts the time down", async () => {
    server.floodNext(3);
    const refused = { error_code: 429, parameters: { retry_after: 3 } };
    await expect(api.sendMessage(7, "x")).rejects.toMatchObject(refused);
    await clock.advance(2000);
    await expect(api.sendMessage(7, "x")).rejects.toMatchObject({ parameters: { retry_after: 1 } });
    await clock.advance(1000);
    await api.sendMessage(7, "x");
  });

  test("knows its token, its methods and whom the bot may write to", async () => {
    await expect(new Api("1:wrong", { apiRoot: server.url }).getMe()).rejects.toMatchObject({ error_code: 401 });
    await expect(api.raw.close()).rejects.toMatchObject({ error_code: 404 });
    server.block(7);
    await expect(api.sendMessage(7, "x")).rejects.toMatchObject({ error_code: 403 });
  });

  test("presses, edits and marks entities as people do", async () => {
    await api.sendMessage(7, "Well?", { reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] } });
    expect(server.press(7)["callback_query"]).toMatchObject({ data: "y", from: { id: 7, username: "ada" } });
    expect(server.press(7, { data: "forged" })["callback_query"]).toMatchObject({ data: "forged" });
    server.dm(7, "typo");
    expect(server.edit(7, 2, "fixed")["edited_message"]).toMatchObject({ message_id: 2, text: "fixed" });
    const { message } = server.dm(7, "/pair@moltbot_test_bot x @ada");
    expect(message).toMatchObject({
      entities: [
        { type: "bot_command", offset: 0, length: 22 },
        { type: "mention", offset: 25, length: 4 },
      ],
    });
  });

  test("tells what it saw when nobody calls", async () => {
    await api.sendMessage(7, "hello");
    await expect(server.waitFor((call) => call.text === "bye", 20)).rejects.toThrow("sendMessage → 7: hello");
    server.dm(7, "unread");
    await expect(server.drained(20)).rejects.toThrow("1 updates are still unconfirmed");
  });
});

function keyboard(text: string, data: string) {
  return { reply_markup: { inline_keyboard: [[{ text, callback_data: data }]] } };
}
