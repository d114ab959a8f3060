import { afterEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;

afterEach(async () => {
  await bench.close();
});

const command = (name: string) => ({ command: name, description: `Does ${name}` });
const menu = {
  private: [command("pair"), command("help")],
  groups: [command("help")],
  chats: { "7": [command("pair"), command("approve")], "404": [command("approve")] },
};

describe("the menu of commands", () => {
  test("is written per scope where it differs, and people who never opened the bot cost nothing", async () => {
    bench = await openBench({ menu });
    bench.server.user(7);
    await bench.during(bench.adapter.start(bench.host));
    await bench.until("the menu stands", () => bench.host.logged().includes("never opened"));
    const written = () => bench.server.calls("setMyCommands").map((call) => call.params);
    expect(written()).toEqual([
      { scope: { type: "all_private_chats" }, commands: menu.private },
      { scope: { type: "all_group_chats" }, commands: menu.groups },
      { scope: { type: "chat", chat_id: 7 }, commands: menu.chats["7"] },
    ]);
    await bench.during(bench.adapter.stop());
    const next = bench.second();
    await bench.during(next.adapter.start(next.host));
    await bench.until("the menu was looked at", () => next.host.logged().includes("never opened"));
    expect(written()).toHaveLength(3);
  });

  test("that Telegram refuses is a warning, and the channel works without", async () => {
    bench = await openBench({ menu: { private: [command("Not Allowed")] } });
    await bench.during(bench.adapter.start(bench.host));
    await bench.until("it is refused", () => bench.host.logged().includes("menu of commands not written"));
    expect(await bench.adapter.probe()).toEqual({ status: "ok" });
  });

  test("stays as it is when none is given", async () => {
    bench = await openBench();
    await bench.during(bench.adapter.start(bench.host));
    bench.server.dm(1, "hi");
    await bench.until("it works", () => bench.host.messages.length === 1);
    expect(bench.server.count("getMyCommands") + bench.server.count("setMyCommands")).toBe(0);
  });
});
