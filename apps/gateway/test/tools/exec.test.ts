import { chmod, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chatText } from "../../src/tools/chat-text.ts";
import { actingConfig, guest, openWorkbench, owner, person } from "./workbench.ts";

describe("a command line", () => {
  test("[R7.2] [R8.1] that is listed runs in the sandbox of the session, with nothing of the host's environment", async () => {
    const bench = await openWorkbench();
    const result = await bench.call(guest, "exec", { command: "pwd && echo a b" });
    expect(result).toMatchObject({ outcome: "done", output: "/workspace\na b\n" });
    expect(result.text).toContain("in the sandbox");
    await bench.call(guest, "write", { path: "mine", content: "guest's" });
    expect((await bench.call(guest, "exec", { command: "cat mine" })).output).toBe("guest's");
    expect((await bench.call(person("201"), "exec", { command: "cat mine" })).outcome).toBe("failed");
  });

  test("[R8.1] of the owner's direct chat runs on the host, in a directory that only the gateway's user enters", async () => {
    const bench = await openWorkbench();
    const { output = "", text } = await bench.call(owner, "exec", { command: "pwd" });
    const directory = output.trim();
    expect(directory.startsWith(join(bench.stateDir, "workspaces", ".private", ""))).toBe(true);
    expect(text).toContain("on the host");
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  test("[R7.2] that needs a shell never runs on the host", async () => {
    const bench = await openWorkbench({ config: actingConfig({ security: "full" }) });
    const result = await bench.call(owner, "exec", { command: "echo $HOME > f" });
    expect(result).toMatchObject({ outcome: "denied" });
    expect(result.text).toContain("only a sandbox gives one");
    expect((await bench.call(guest, "exec", { command: "echo $HOME > f; cat f" })).output).toBe("/workspace\n");
  });

  test("[R7.1] that is denied runs nowhere", async () => {
    const bench = await openWorkbench({ config: actingConfig({ security: "deny" }) });
    expect((await bench.call(guest, "exec", { command: "echo hi" })).text).toContain("exec.security is deny");
    expect(await bench.events("exec.started")).toEqual([]);
  });

  test("[R8.6] without an engine is answered with SANDBOX_UNAVAILABLE, and nothing runs", async () => {
    const bench = await openWorkbench({ engines: [] });
    const result = await bench.call(guest, "exec", { command: "echo hi" });
    expect(result.outcome).toBe("failed");
    expect(result.text).toMatch(/^SANDBOX_UNAVAILABLE: no sandbox engine can be used/);
    expect((await bench.call(guest, "write", { path: "a", content: "b" })).text).toContain("SANDBOX_UNAVAILABLE");
    expect((await bench.call(guest, "exec", { command: "rm -rf x" })).text).toContain("SANDBOX_UNAVAILABLE");
    expect(await readdir(bench.stateDir)).toEqual(["installation"]);
  });

  test("[R7.4] runs once for one message, however often that is worked on", async () => {
    const bench = await openWorkbench({ config: actingConfig({ security: "full" }) });
    const args = { command: "echo x >> log" };
    expect((await bench.call(guest, "exec", args, "m1")).outcome).toBe("done");
    expect((await bench.call(guest, "exec", args, "m1")).text).toContain("it may have run. I don't run it again");
    expect((await bench.call(guest, "read", { path: "log" })).output).toBe("x\n");
  });

  test("that takes long is told of in time, shown, ended, and told of again", async () => {
    const bench = await openWorkbench({ patienceMs: 100 });
    const result = await bench.call(guest, "exec", { command: "sleep 60" });
    const id = /job_\w+/.exec(result.text)?.[0] ?? "";
    expect(result).toMatchObject({ outcome: "waiting", data: { job: id } });
    expect((await bench.call(guest, "process", { action: "list" })).text).toContain(`${id} for`);
    expect((await bench.call(person("201"), "process", { action: "list" })).text).toContain("No command of yours");
    expect((await bench.call(person("201"), "process", { action: "kill", id })).outcome).toBe("failed");
    expect((await bench.call(guest, "process", { action: "kill", id })).outcome).toBe("done");
    expect(await bench.posts(id)).toContain("It was ended");
    expect((await bench.events("exec.ended"))[0]).toMatchObject({ data: { ran: "cancelled" } });
  });

  test("ends with the gateway, and the person hears of it", async () => {
    const bench = await openWorkbench({ patienceMs: 100 });
    const { text } = await bench.call(owner, "exec", { command: "sleep 60" });
    await bench.acting.close();
    expect((await bench.posted()).join()).toContain(/job_\w+/.exec(text)?.[0]);
    await expect(bench.call(owner, "exec", { command: "echo hi" })).rejects.toMatchObject({ code: "unavailable" });
  });

  test("is shown harmless and cut", async () => {
    const bench = await openWorkbench();
    await bench.call(guest, "write", { path: "evil", content: `\u001b[2Jhidden\u202e\n${"x".repeat(9000)}END` });
    const shown = chatText(await bench.call(guest, "exec", { command: "cat evil" }));
    expect(shown).toContain("\\u{1b}[2Jhidden\\u{202e}\n");
    expect(shown).toMatch(/… \d+ characters were left out …\nx+END$/);
    expect(shown.length).toBeLessThan(3300);
  });

  test("finds no programs of the workspace by their bare names", async () => {
    const bench = await openWorkbench();
    const { output = "" } = await bench.call(owner, "exec", { command: "pwd" });
    await writeFile(join(output.trim(), "echo"), "#!/bin/sh\nprintf evil");
    await chmod(join(output.trim(), "echo"), 0o755);
    expect((await bench.call(owner, "exec", { command: "echo good" })).output).toBe("good\n");
  });
});
