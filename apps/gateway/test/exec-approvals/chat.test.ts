import { createMemoryRateLimiter, type Principal, silentLogger } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import { createPairing } from "@moltbot/pairing";
import { createMemoryMessages, type InboxEntry } from "@moltbot/sessions";
import { describe, expect, test } from "vitest";
import { answeredCard, readButton } from "../../src/flow/cards.ts";
import type { FlowDeps } from "../../src/flow/deps.ts";
import { createHandler } from "../../src/flow/handle.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { type Desk, execConfig, openDesk, person, question } from "./support.ts";

/** The flow of one gateway, as far as commands of approvers go. */
function chat(desk: Desk) {
  const policy = compilePolicy(desk.rules.config);
  const limiter = createMemoryRateLimiter();
  const { clock } = desk;
  const deps: Partial<FlowDeps> = {
    pairing: createPairing({
      store: desk.store,
      clock,
      limiter,
      random: createSeededRandom(5),
      rules: () => policy.pairing,
    }),
    exec: desk.exec,
    people: desk.store,
    vouches: () => undefined,
    messages: createMemoryMessages(),
    limiter,
    localLimiter: limiter,
    policy: () => policy,
    agent: () => ({ reply: async () => "the agent" }),
    clock,
    log: silentLogger,
  };
  // Nobody here gets as far as an agent.
  const handle = createHandler(deps as FlowDeps);
  const conversation = (who: Principal) => ({
    channel: who.channel,
    account: who.account,
    kind: "dm" as const,
    id: who.id,
  });
  const run = async (item: unknown): Promise<string | undefined> =>
    (await handle({ item } as InboxEntry)).outbox[0]?.message.text;
  return {
    says(id: string, name: string, args: string): Promise<string | undefined> {
      const who = person(id);
      const text = `/${name} ${args}`;
      const sender = { id, isBot: false };
      const message = {
        conversation: conversation(who),
        sender,
        text,
        command: { name, args },
        event: "message",
        at: 0,
      };
      return run({ kind: "message", message: { ...message, own: false, id: "1", mentionsBot: false } });
    },
    presses(id: string, payload: string): Promise<string | undefined> {
      return run({ kind: "action", action: { conversation: conversation(person(id)), by: { id }, payload, id: "2" } });
    },
  };
}

describe("answers in a chat", () => {
  test("/approve with a scope, /deny, and a second answer [R7.3] [R7.7]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const { says } = chat(desk);
    const { approval } = await desk.exec.ask(question());
    expect(await says("100", "approve", `${approval.id} forever`)).toContain("once, session or always");
    expect(await says("100", "approve", `${approval.id} session`)).toBe(
      "✅ Approved: git push origin main\nIt runs now, and unasked again in this session.",
    );
    expect(await says("101", "deny", approval.id)).toBe(
      "That command was answered before: it is approved (by telegram:100).",
    );
    const second = await desk.exec.ask(question("ls"));
    expect(await says("101", "deny", second.approval.id)).toBe("❌ Denied: ls");
  });

  test("a scope that the agent does not offer is refused with the reason [R7.3]", async () => {
    const desk = openDesk();
    const { says } = chat(desk);
    const { approval } = await desk.exec.ask(question());
    expect(await says("100", "approve", `${approval.id} always`)).toContain("asks each time");
    expect(await says("100", "approve", `${approval.id.slice(0, -1)}`)).toContain("Ids are compared whole");
    expect(await says("100", "approve", approval.id)).toContain("It runs this once.");
  });

  test("a long command is refused there, and the dashboard named [R7.4]", async () => {
    const desk = openDesk();
    const { says } = chat(desk);
    const { approval } = await desk.exec.ask(question(`echo ${"y".repeat(4000)}`));
    expect(await says("100", "approve", `${approval.id} once`)).toContain("Open the dashboard");
    expect(await says("100", "pending", "")).not.toContain("/approve");
    expect(await says("100", "deny", approval.id)).toContain("Denied");
  });

  test("/pending lists people and commands, commands whole [R7.4] [R7.7]", async () => {
    const desk = openDesk();
    const { says } = chat(desk);
    expect(await says("100", "pending", "")).toBe("No requests are waiting.");
    const { approval } = await desk.exec.ask(question(`echo ${"z".repeat(1000)} && rm -rf tail`));
    const text = await says("100", "pending", "");
    expect(text).toContain("rm -rf tail");
    expect(text).toContain(`/approve ${approval.id} once`);
  });

  test("buttons say how far; only approvers' count, and every refusal is written down [R7.3] [R7.5]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "per-session" }));
    const { presses, says } = chat(desk);
    const { approval } = await desk.exec.ask(question());
    expect(await presses("300", `m1:once:${approval.id}`)).toBeUndefined();
    await says("300", "approve", approval.id);
    expect((await desk.events()).filter((event) => event === "exec.refused not_approver")).toHaveLength(2);
    expect(await presses("100", `m1:always:${approval.id}`)).toContain("asks once per session");
    expect(await presses("100", `m1:session:${approval.id}`)).toContain("unasked again in this session");
    expect(answeredCard({ ...approval, status: "expired" })).toContain("— expired");
  });

  test("a button's payload is only what we made", () => {
    const id = `exec_${"0".repeat(26)}`;
    expect(readButton(`m1:always:${id}`)).toEqual({ verb: "approve", id, scope: "always" });
    expect(readButton(`m1:deny:${id}`)).toEqual({ verb: "deny", id });
    for (const bad of [`m1:always:pair_${"0".repeat(26)}`, `m1:all:${id}`, `m1:once:${id}:x`, `m2:once:${id}`]) {
      expect(readButton(bad)).toBeUndefined();
    }
  });
});
