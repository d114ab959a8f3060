import { systemClock, systemRandom } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createIdentityService } from "../../src/identities/service.ts";
import { actingConfig, guest, openWorkbench, owner, person } from "./workbench.ts";

describe("a call of a tool", () => {
  test("[R6.5] is refused at the call, by the layer that says no, and nothing runs", async () => {
    const bench = await openWorkbench({ config: actingConfig({}, { permissions: ["read"] }) });
    const refused = await bench.call(guest, "exec", { command: "echo hi" });
    expect(refused.outcome).toBe("denied");
    expect(refused.text).toContain('refused by the layer "permissions"');
    const [event] = await bench.events("tool.called");
    expect(event).toMatchObject({ outcome: "denied", data: { tool: "exec", layer: "permissions" } });
    expect(await bench.events("exec.started")).toEqual([]);
  });

  test("[R6.5] is decided by the rules of the moment", async () => {
    const bench = await openWorkbench();
    expect((await bench.call(guest, "exec", { command: "echo hi" })).outcome).toBe("done");
    bench.rules.config = actingConfig({}, { permissions: ["read"] });
    expect((await bench.call(guest, "exec", { command: "echo hi" })).outcome).toBe("denied");
  });

  test("[R6.5] is known by its other names, and by no others", async () => {
    const bench = await openWorkbench();
    expect((await bench.call(guest, "bash", { command: "echo hi" })).output).toBe("hi\n");
    expect((await bench.call(owner, "exec_all", {})).text).toContain("no such tool");
    expect((await bench.call(owner, "constructor", {})).outcome).toBe("denied");
  });

  test("leaves a trace, with what is personal apart", async () => {
    const bench = await openWorkbench();
    await bench.call(guest, "exec", { command: "echo my-words --token abcdef123456" }, "m77");
    const [called] = await bench.events("tool.called");
    expect(called).toMatchObject({
      outcome: "allowed",
      ref: "m77",
      data: { tool: "exec", agent: "main", sandboxed: true },
    });
    expect(called?.personal).toMatchObject({ session: "telegram:200" });
    expect(JSON.stringify(called?.personal)).toContain("my-words");
    const all = await bench.events();
    expect(JSON.stringify(all)).not.toContain("abcdef123456");
    expect(JSON.stringify(all.map(({ data }) => data))).not.toContain("my-words");
    expect(all.at(-1)).toMatchObject({
      event: "tool.ended",
      outcome: "done",
      data: { verdict: "allow", ran: "exited", code: 0 },
    });
  });

  test("what nobody knows does not get into what is kept for good", async () => {
    const bench = await openWorkbench();
    await bench.call(guest, "olga@example.org", {});
    const [event] = await bench.events("tool.called");
    expect(JSON.stringify(event?.data)).not.toContain("olga");
  });
});

describe("the tools of files", () => {
  test.each([
    ["in the sandbox", guest],
    ["on the host, for the owner", owner],
  ])("[R11.2] write, edit and read in the workspace %s", async (_, who) => {
    const bench = await openWorkbench();
    const wrote = await bench.call(who, "write", { path: "notes/a.txt", content: "one two\n" });
    expect(wrote).toMatchObject({ outcome: "done", text: "Wrote 8 bytes to notes/a.txt." });
    expect((await bench.call(who, "edit", { path: "notes/a.txt", old: "two", new: "three" })).outcome).toBe("done");
    expect((await bench.call(who, "read", { path: "notes/a.txt" })).output).toBe("one three\n");
    expect((await bench.call(who, "read", { path: "notes/" })).output).toBe("a.txt");
    expect((await bench.call(who, "read", { path: "missing" })).text).toContain("no such file");
    for (const path of ["../x", "/etc/passwd", "notes/../../x", ""]) {
      expect((await bench.call(who, "read", { path })).outcome).not.toBe("done");
      expect((await bench.call(who, "write", { path, content: "x" })).outcome).not.toBe("done");
    }
  });

  test("apply patches in the sandbox", async () => {
    const bench = await openWorkbench();
    const patch = "*** Begin Patch\n*** Add File: a.txt\n+hello\n*** End Patch\n";
    expect((await bench.call(guest, "apply_patch", { patch })).text).toBe("Patched: added a.txt.");
    expect((await bench.call(guest, "read", { path: "a.txt" })).output).toBe("hello\n");
  });

  test("change nothing twice for one message", async () => {
    const bench = await openWorkbench();
    await bench.call(guest, "write", { path: "a", content: "1" }, "m1");
    await bench.call(guest, "write", { path: "a", content: "2" }, "m2");
    expect((await bench.call(guest, "write", { path: "a", content: "1" }, "m1")).text).toContain(
      "I don't run it again",
    );
    expect((await bench.call(guest, "read", { path: "a" })).output).toBe("2");
  });
});

describe("the tools of sessions", () => {
  test("know the sessions that an operator linked to the person, from the next call on", async () => {
    const bench = await openWorkbench();
    const service = createIdentityService({
      ...{ config: () => bench.rules.config, stores: bench.stores },
      ...{ clock: systemClock, random: systemRandom },
    });
    const listed = async (who: typeof guest): Promise<string> => (await bench.call(who, "sessions_list", {})).text;
    await service.link([guest, person("201")], { kind: "operator", via: "cli" });
    await bench.stores.said.refresh();
    expect(await listed(guest)).toBe("telegram:200\ntelegram:201");
    expect(await listed(person("202"))).toBe("telegram:202");
    await service.unlink(guest, { kind: "operator", via: "cli" });
    await bench.stores.said.refresh();
    expect(await listed(guest)).toBe("telegram:200");
  });

  test("know the person's own sessions, and nobody else's", async () => {
    const bench = await openWorkbench();
    expect((await bench.call(guest, "sessions_list", {})).text).toBe("telegram:200");
    expect((await bench.call(guest, "sessions_history", { session: "telegram:100" })).text).toContain(
      "no such session",
    );
    expect((await bench.call(guest, "sessions_send", { session: "telegram:100", text: "hi" })).outcome).toBe("denied");
    expect((await bench.call(owner, "message", { text: "hello me" })).outcome).toBe("done");
    expect(await bench.posted()).toEqual(["hello me"]);
    expect((await bench.call(person("201"), "session_status", {})).text).toContain("in a sandbox");
    expect((await bench.call(owner, "session_status", {})).text).toContain("on the host");
  });
});
