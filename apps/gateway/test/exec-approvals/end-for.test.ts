import { createMemoryWakeups, principalKey } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { endedTopic } from "../../src/exec/approvals/end-for.ts";
import { execConfig, inChat, openDesk, operator, person, question } from "./support.ts";

describe("ending what somebody has going", () => {
  test("R3.8: questions that wait or were approved, and grants of their sessions; those of others stay", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const theirs = (line: string) => desk.exec.ask(question(line));
    const other = question("ls", { who: person("201"), session: "telegram:201" });
    const [first, second, third] = [await theirs("ls"), await theirs("git push"), await theirs("git pull")];
    const foreign = await desk.exec.ask(other);
    const yes = { by: inChat("100"), scope: "session" } as const;
    await desk.exec.decide(second.approval.id, "approve", yes);
    const kept = await desk.exec.decide(foreign.approval.id, "approve", yes);
    const always = await desk.exec.decide(third.approval.id, "approve", { by: operator, scope: "always" });
    const ended = await desk.exec.endFor(person("200"), "unpaired");
    expect(ended.questions.map(({ id }) => id).sort()).toEqual(
      [first, second, third].map(({ approval }) => approval.id).sort(),
    );
    expect(ended.questions.find(({ id }) => id === first.approval.id)).toMatchObject({
      status: "cancelled",
      because: "unpaired",
    });
    expect(ended.grants).toMatchObject([{ scope: "session", session: "telegram:200" }]);
    expect(await desk.exec.granted(question("git push"))).toBeUndefined();
    expect(await desk.grants.run(second.approval.id)).toMatchObject({ outcome: "cancelled" });
    // Not theirs: another person's, and what the agent may do for good.
    const left = (await desk.exec.grants()).map(({ id }) => id).sort();
    const granted = [kept, always].flatMap((one) => (one.status === "approved" && one.grant ? [one.grant.id] : []));
    expect(left).toEqual(granted.sort());
    expect(await desk.events()).toEqual(
      expect.arrayContaining(["exec.cancelled unpaired", "exec.grant_revoked unpaired"]),
    );
    expect(await desk.exec.endFor(person("200"), "unpaired")).toEqual({ questions: [], grants: [] });
  });

  test("R7.7: every process is told whose commands end; a note that cannot be sent changes nothing else", async () => {
    const desk = openDesk();
    await desk.exec.ask(question("ls"));
    const wakeups = createMemoryWakeups();
    const told: string[] = [];
    await wakeups.subscribe(endedTopic, (key) => told.push(key));
    await desk.again({ wakeups }).endFor(person("200"), "blocked");
    await expect.poll(() => told).toEqual([principalKey(person("200"))]);
    const broken = { ...wakeups, publish: () => Promise.reject(new Error("gone")) };
    await desk.exec.ask(question("ls"));
    expect((await desk.again({ wakeups: broken }).endFor(person("200"), "erased")).questions).toHaveLength(1);
  });
});
