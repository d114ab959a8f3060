import { hasUnsafeText, type Notice } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answeredExecCard, execCard } from "../../src/exec/approvals/cards.ts";
import { maskSecrets } from "../../src/exec/approvals/mask.ts";
import { commandView } from "../../src/exec/approvals/view.ts";
import { type Desk, execConfig, inChat, openDesk, operator, person, question } from "./support.ts";

const olga = person("100");

async function cardOf(line: string, config = execConfig()): Promise<Notice> {
  const desk = openDesk(config);
  const { approval } = await desk.exec.ask(question(line));
  return execCard(approval, olga, approval.createdAt);
}

const labels = (card: Notice | undefined) => card?.actions?.flat().map(({ label }) => label);

describe("the card of a command", () => {
  test("shows the whole command, where, for whom and why, and the commands that answer [R7.4]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const profile = { displayName: "John Doe" };
    const known = { type: "put-user", principal: person("200"), profile, seenAt: 1 } as const;
    await desk.store.commit({ changes: [known], events: [] });
    const { approval } = await desk.exec.ask(question("git push && rm 'a b'"));
    const card = execCard(approval, olga, approval.createdAt);
    expect(card.text.split("\n")).toEqual([
      "🔔 Command Request",
      "",
      "Command: git push && rm 'a b'",
      "It runs:",
      "1. git push",
      "2. rm 'a b'",
      "Directory: /workspace (in the sandbox)",
      "Agent: main, session telegram:200",
      expect.stringMatching(/^Why it asks: ./),
      expect.stringMatching(/^Digest: [0-9a-f]{16}$/),
      "Asked by: John Doe (telegram:200)",
      "Answer within: 5 min (no answer is a no)",
      "",
      "Reply:",
      `/approve ${approval.id} once`,
      `/approve ${approval.id} session`,
      `/approve ${approval.id} always`,
      `/deny ${approval.id}`,
    ]);
    expect(labels(card)).toEqual(["Once", "Session", "Always", "Deny"]);
    for (const { payload } of card.actions?.flat() ?? []) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(64);
  });

  test("offers only what the mode grants [R7.3]", async () => {
    expect(labels(await cardOf("git push"))).toEqual(["Once", "Deny"]);
    expect(labels(await cardOf("git push", execConfig({ approvalMode: "per-session" })))).toEqual([
      "Once",
      "Session",
      "Deny",
    ]);
  });

  test("a command too long for a chat cannot be approved there, by anybody [R7.4]", async () => {
    const line = `echo ${"x".repeat(5000)} && rm -rf tail`;
    const card = await cardOf(line);
    expect(labels(card)).toEqual(["Deny"]);
    expect(card.text).not.toContain("/approve");
    expect(card.text).toContain("Open the dashboard");
    expect(card.text.length).toBeLessThan(1000);
    const desk = openDesk();
    const { approval } = await desk.exec.ask(question(line));
    expect(await desk.exec.decide(approval.id, "approve", { by: inChat("100") })).toMatchObject({
      status: "refused",
      because: "too_long",
    });
    expect(await desk.events()).toContain("exec.refused too_long");
    expect(await desk.exec.decide(approval.id, "approve", { by: operator })).toMatchObject({ status: "approved" });
  });

  test("is one line a fact with every character visible, whatever the command holds [R7.4]", () => {
    const texts = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.array(fc.array(texts, { maxLength: 4 }), { maxLength: 4 }), (line, commands) => {
        const { plan, who: _who, ...rest } = question();
        const asked = { ...rest, plan: { ...plan, digest: plan.digest }, digest: plan.digest, mode: "once" };
        const payload = JSON.parse(JSON.stringify({ ...asked, line, commands, because: line }));
        const approval = {
          ...{ id: `exec_${"0".repeat(26)}`, kind: "exec", subject: "s", required: 1, createdAt: 0, expiresAt: 1 },
          ...{ status: "pending" as const, version: 1, votes: [], payload, requester: olga },
        };
        for (const text of [execCard(approval, olga, 0).text, answeredExecCard({ ...approval, status: "denied" })]) {
          const lines = text.split("\n");
          expect(lines.every((one) => !hasUnsafeText(one))).toBe(true);
          expect(lines.filter((one) => one.startsWith("/")).length).toBeLessThanOrEqual(4);
          expect(lines.length).toBeLessThan(24);
        }
      }),
    );
  });

  test("commands that differ never look the same [R7.4]", async () => {
    const shown = async (...argv: string[]) => {
      const { approval } = await openDesk().exec.ask(question("git", { commands: [argv] }));
      return commandView(approval)?.commands[0];
    };
    const all = await Promise.all([
      shown("git "),
      shown("git"),
      shown("git", ""),
      shown("a b"),
      shown("a", "b"),
      shown("a\nb"),
      shown("a\\nb"),
      shown("a\u200bb"),
      shown("ab"),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("secrets", () => {
  test.each([
    ["curl -H 'Authorization: Bearer abcdef123456' https://x", "curl -H 'Authorization: Bearer •••[12]' https://x"],
    ["curl --token=abcdef12 --password hunter22", "curl --token=•••[8] --password •••[8]"],
    ["git clone https://me:p4ss!word@host/x", "git clone https://me:•••[9]@host/x"],
    ["GITHUB_TOKEN=ghp_123456 npm test", "GITHUB_TOKEN=•••[10] npm test"],
    ["curl -H X-Api-Key:abcdef123", "curl -H X-Api-Key:•••[9]"],
  ])("%s", (line, shown) => {
    expect(maskSecrets(line)).toBe(shown);
  });

  test.each([
    "TOKEN= evil-program --now",
    "x --token $(evil-program)",
    "x --password 'a; rm -rf /'",
    "x --token /usr/bin/evil",
    "tokenize input.txt",
    "git push origin main",
    "x --token ; evilprogram",
  ])("nothing that could run or be written is hidden: %s [R7.4]", (line) => {
    expect(maskSecrets(line)).toBe(line);
  });

  test("a mask says that it is one, and what runs keeps the value [R7.4]", async () => {
    const desk = openDesk();
    const { approval } = await desk.exec.ask(question("curl --token abcdef123456 https://x"));
    const { text } = execCard(approval, olga, 0);
    expect(text).not.toContain("abcdef123456");
    expect(text).toContain("•••[n] hides a value of n characters");
    expect(JSON.stringify(approval.payload["plan"])).toContain("abcdef123456");
    expect(JSON.stringify((await desk.audit.query({ limit: 10 })).records)).not.toContain("abcdef123456");
  });

  test("masking takes no longer for hostile text", () => {
    for (const text of ["token".repeat(3000), "a-".repeat(8000), "--x".repeat(5000), "https://".repeat(2000)]) {
      const start = performance.now();
      maskSecrets(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe("notices", () => {
  const heard = (desk: Desk, id: string) => desk.notices.filter(({ to }) => to.id === id).map(({ text }) => text);

  test("reach the approvers, and the answer reaches who asked [R7.7]", async () => {
    const desk = openDesk();
    const { approval } = await desk.exec.ask(question());
    expect(desk.notices.map(({ to, card }) => [to.channel, to.id, card])).toEqual([
      ["telegram", "100", approval.id],
      ["telegram", "101", approval.id],
      ["web", "owner", approval.id],
    ]);
    await desk.exec.decide(approval.id, "deny", { by: inChat("100") });
    expect(heard(desk, "200")).toEqual(["❌ Your command was denied: git push origin main"]);
    const second = await desk.exec.ask(question("ls"));
    await desk.exec.decide(second.approval.id, "approve", { by: operator });
    expect(heard(desk, "200").at(-1)).toBe("✅ Your command was approved: ls");
  });

  test("leave out whoever may not decide, and everybody where exec.notify is off [R7.5] [R7.7]", async () => {
    const own = openDesk();
    await own.exec.ask(question(undefined, { who: person("100") }));
    expect(own.notices.map(({ to }) => to.id)).toEqual(["101", "owner"]);
    const single = openDesk(execConfig({}, { owners: ["telegram:100"] }));
    const { approval } = await single.exec.ask(question(undefined, { who: person("100") }));
    expect(single.notices.map(({ to }) => to.id)).toEqual(["100", "owner"]);
    await single.exec.decide(approval.id, "approve", { by: inChat("100") });
    expect(single.notices).toHaveLength(2);
    const quiet = openDesk(execConfig({ notify: false }));
    await quiet.exec.ask(question());
    expect(quiet.notices).toEqual([]);
    expect(await quiet.exec.pending()).toHaveLength(1);
  });

  test("a flood leads to one line that points at the list [R7.7]", async () => {
    const desk = openDesk();
    for (let n = 0; n < 40; n++) await desk.exec.ask(question(`echo ${n}`));
    expect(heard(desk, "100")).toHaveLength(21);
    expect(heard(desk, "100").at(-1)).toContain("/pending");
  });
});
