import { describe, expect, test } from "vitest";
import { execConfig, inChat, openDesk, operator, question } from "./support.ts";

/** A question that was approved by a process that died before it made the grant. */
async function approvedOnly(scope: "once" | "session" | "always", config = execConfig({ approvalMode: "once" })) {
  const desk = openDesk(config);
  const { approval } = await desk.exec.ask(question());
  const dying = desk.again({ grants: { ...desk.grants, commit: () => Promise.reject(new Error("killed")) } });
  const decided = await dying.decide(approval.id, "approve", { by: inChat("100"), scope });
  if (decided.status !== "approved") throw new Error(decided.status);
  expect(decided.grant).toBeUndefined();
  return { desk, approval: decided.approval };
}

describe("R7.3: a grant that was agreed on and never made", () => {
  test.each(["session", "always"] as const)("is made once, as it would have been: %s", async (scope) => {
    const { desk, approval } = await approvedOnly(scope);
    const grant = await desk.exec.owed(approval);
    expect(grant).toMatchObject({ scope, approval: approval.id, grantedBy: ["telegram:100"] });
    expect(await desk.exec.owed(approval)).toBeUndefined();
    expect(await desk.exec.grants({ all: true })).toHaveLength(1);
    expect(await desk.exec.granted(question())).toMatchObject({ id: grant?.id });
  });

  test("is not made for what was allowed once, was revoked, or waits", async () => {
    const once = await approvedOnly("once");
    expect(await once.desk.exec.owed(once.approval)).toBeUndefined();
    const { desk, approval } = await approvedOnly("always");
    const grant = await desk.exec.owed(approval);
    await desk.exec.revoke(grant?.id ?? "", operator);
    expect(await desk.exec.owed(approval)).toBeUndefined();
    const { approval: waiting } = await desk.exec.ask(question("ls"));
    expect(await desk.exec.owed(waiting)).toBeUndefined();
  });

  test("reaches no further than the rules and the approvers of this moment", async () => {
    const stricter = await approvedOnly("always");
    stricter.desk.rules.config = execConfig({ approvalMode: "per-session" });
    expect(await stricter.desk.exec.owed(stricter.approval)).toMatchObject({ scope: "session" });
    const fewer = await approvedOnly("always");
    fewer.desk.rules.config = execConfig({ approvalMode: "once" }, { owners: ["telegram:101"] });
    expect(await fewer.desk.exec.owed(fewer.approval)).toBeUndefined();
  });
});
