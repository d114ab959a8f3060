import { defaultConfig, parseConfig } from "@moltbot/config";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";

const owner = { channel: "telegram", account: "default", id: "1" };
const guest = { channel: "telegram", account: "default", id: "2" };

function policyOf(text?: string) {
  if (text === undefined) return compilePolicy(defaultConfig());
  const parsed = parseConfig(text, { env: {} });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.config);
}

const reaches = (policy: ReturnType<typeof policyOf>, who: typeof owner, tool: string): boolean =>
  policy.toolsOf(policy.toolSession({ who })).decide(tool).allowed;

describe("what a session may reach", () => {
  test("[R6.4] owners reach everything where nothing else is said, others read and write", () => {
    const policy = policyOf(`{ owners: ["telegram:1"] }`);
    expect(policy.permissionsOf(owner)).toEqual(["admin"]);
    expect(policy.permissionsOf(guest)).toEqual(["read", "write"]);
    expect([reaches(policy, owner, "exec"), reaches(policy, guest, "exec")]).toEqual([true, false]);
    expect(policyOf().permissionsOf({ channel: "web", account: "default", id: "owner" })).toEqual(["admin"]);
  });

  test.each([
    `{ owners: ["telegram:1"], agents: { defaults: { permissions: ["read"] } } }`,
    `{ owners: ["telegram:1"], agents: { list: { main: { permissions: ["read"] } } } }`,
    `{ owners: ["telegram:1"], sessions: { "telegram:1": { permissions: ["read"] } } }`,
  ])("[R6.4] what is written down holds for owners, too: %s", (text) => {
    const policy = policyOf(text);
    expect(policy.permissionsOf(owner)).toEqual(["read"]);
    expect(reaches(policy, owner, "exec")).toBe(false);
  });

  test("[R0.3] an agent that is not described reaches nothing, whoever asks", () => {
    const policy = policyOf(`{ owners: ["telegram:1"], agents: { bindings: { "*": "ghost" } } }`);
    expect(policy.permissionsOf(owner)).toEqual([]);
    expect(reaches(policy, owner, "read")).toBe(false);
  });
});

describe("elevated agents [R6.4] [R8.1]", () => {
  const sandboxed = (elevated: string, who: typeof owner, groupId?: string) =>
    policyOf(
      `{ owners: ["telegram:1"], agents: { defaults: { sandbox: { mode: "all" }, tools: { elevated: ${elevated} } } } }`,
    ).toolSession({ who, ...(groupId === undefined ? {} : { groupId }) }).sandboxed;

  test.each([
    ["false", owner, true],
    ["true", owner, false],
    ["true", guest, true],
    [`{ enabled: true, allowFrom: ["telegram:2"] }`, guest, false],
    [`{ enabled: true, allowFrom: ["telegram:2"] }`, owner, true],
    [`{ enabled: false, allowFrom: ["telegram:2"] }`, guest, true],
  ])("%s", (elevated, who, expected) => expect(sandboxed(elevated, who)).toBe(expected));

  test("never in a group", () => {
    expect(sandboxed("true", owner, "-100")).toBe(true);
  });
});
