import { afterEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./stage.ts";

const config = (test: object, more: object = {}): Record<string, unknown> => ({
  owners: ["test:1", "test:2"],
  channels: { test: { adapter: "moltbot-channel-test", ...test } },
  ...more,
});

describe("what operators say about identities, through the gateway", () => {
  let stage: Stage;
  afterEach(() => stage.stop());
  const heard = (id: string, part: string, from = 0): Promise<void> =>
    expect.poll(() => stage.heard(id).slice(from).join("\n"), { timeout: 30_000 }).toContain(part);
  /** Says something and waits until it was handled: an owner's answer comes after it. */
  const settled = async (): Promise<void> => {
    const before = stage.heard("1").length;
    await stage.say("1", "/help");
    await heard("1", "What I understand", before);
  };

  test("R2.5: a label lets in, routes and narrows, and ends with the next message; a platform tag never does", async () => {
    stage = await openStage(
      config(
        { dmPolicy: "allowlist", allowFrom: ["test:@family"] },
        {
          agents: { list: [{ id: "main" }, { id: "home" }], bindings: { "test:@family": "home" } },
          sessions: { "test:@family": { permissions: ["read"] } },
        },
      ),
    );
    await stage.say({ id: "5", tags: ["family"], username: "family" }, "/whoami");
    await settled();
    expect(stage.heard("5")).toEqual([]);
    expect((await stage.api.post("users/test:5/tag", { labels: ["@Family"] })).body).toEqual({
      status: "done",
      channel: "test",
      userId: "5",
      labels: ["family"],
    });
    expect(await stage.api.get("labels")).toEqual([{ channel: "test", userId: "5", labels: ["family"] }]);
    await stage.say("5", "/whoami");
    await heard("5", "Trust: allowlisted");
    expect(stage.heard("5").join()).toMatch(/home/);
    expect(stage.heard("5").join()).not.toContain("write");
    await stage.api.post("users/test:5/untag", { labels: ["family"] });
    const before = stage.heard("5").length;
    await stage.say("5", "/whoami");
    await settled();
    expect(stage.heard("5")).toHaveLength(before);
    expect((await stage.api.post("users/test:5/tag", { labels: ["5 x"] })).status).toBe(400);
  });

  test("R2.5: under allowlist a claim is listed, a pin lets the id in, and the next of that name is marked", async () => {
    stage = await openStage(config({ dmPolicy: "allowlist", allowFrom: ["@alice"] }));
    for (let n = 0; n < 3; n++) await stage.say({ id: "5", username: "alice" }, "hello");
    await settled();
    expect(stage.heard("5")).toEqual([]);
    expect(await stage.api.get("claims")).toMatchObject([
      { userId: "5", entry: "@alice", username: "alice", times: 1, pinnedTo: [] },
    ]);
    expect((await stage.api.post("users/test:5/pin", {})).body).toMatchObject({ status: "done", entry: "@alice" });
    expect(await stage.api.get("claims")).toEqual([]);
    await stage.say({ id: "5", username: "renamed" }, "/whoami");
    await heard("5", "Trust: allowlisted");
    await stage.say({ id: "6", username: "alice" }, "/whoami");
    await settled();
    expect(stage.heard("6")).toEqual([]);
    expect(await stage.api.get("claims")).toMatchObject([{ userId: "6", pinnedTo: ["test:5"] }]);
    await stage.api.post("users/test:5/unpin", {});
    const before = stage.heard("5").length;
    await stage.say({ id: "5", username: "alice" }, "/whoami");
    await settled();
    expect(stage.heard("5")).toHaveLength(before);
    expect((await stage.api.post("users/test:5/pin", { entry: "@nobody" })).status).toBe(400);
  });

  test("R2.5: under pairing a claim marks the request everywhere, and one approval pins the id", async () => {
    stage = await openStage(config({ allowFrom: ["@alice"] }));
    await stage.say({ id: "5", username: "alice" }, "/pair");
    await heard("1", "Claims entry: @alice");
    const [request] = await stage.api.get<{ id: string; claim: string }[]>("approvals");
    expect(request).toMatchObject({ claim: "@alice" });
    await stage.say("1", `/approve ${request?.id}`);
    await heard("5", "Paired!");
    expect(await stage.api.get("claims")).toEqual([]);
    await stage.say({ id: "6", username: "alice" }, "/pair");
    await heard("1", "already pinned to test:5");
    expect(await stage.api.get("approvals")).toMatchObject([{ claim: "@alice", claimPinnedTo: "test:5" }]);
    await stage.api.post("users/test:5/unpair", {});
    const before = stage.heard("5").length;
    await stage.say({ id: "5", username: "alice" }, "hello");
    await heard("5", "/pair", before);
  });

  test("R2.5: dangerouslyAllowNameMatching matches names directly, and nobody claims", async () => {
    stage = await openStage(
      config({ dmPolicy: "allowlist", allowFrom: ["@alice"], dangerouslyAllowNameMatching: true }),
    );
    await stage.say({ id: "5", username: "alice" }, "/whoami");
    await heard("5", "Trust: allowlisted");
    expect(await stage.api.get("claims")).toEqual([]);
  });

  test("R3.5: linked identities are one vote, nobody decides for their other self, and a block covers both", async () => {
    stage = await openStage(
      config({}, { pairing: { approvers: ["test:1", "test:2", "test:3"], requiredApprovals: 2 } }),
    );
    const link = await stage.api.post("users/test:1/link", { with: ["test:2"], name: "olga" });
    expect(link.body).toMatchObject({ status: "done", person: { name: "olga", identities: ["test:1", "test:2"] } });
    await stage.say("5", "/pair");
    await heard("1", "Pairing Request");
    const [request] = await stage.api.get<{ id: string }[]>("approvals");
    await stage.say("1", `/approve ${request?.id}`);
    await heard("1", "1 of 2");
    await stage.say("2", `/approve ${request?.id}`);
    await heard("2", "1 of 2");
    await stage.say("3", `/approve ${request?.id}`);
    await heard("5", "Paired!");
    await stage.api.post("users/test:3/link", { with: ["test:9"] });
    await stage.say("9", "/pair");
    await heard("3", "test:9");
    const [own] = await stage.api.get<{ id: string }[]>("approvals");
    await stage.say("3", `/approve ${own?.id}`);
    await heard("3", "can't decide on your own request");
    await stage.api.post("users/test:5/link", { with: ["test:55"] });
    await stage.api.post("users/test:55/block", {});
    const before = stage.heard("5").length;
    await stage.say("5", "/whoami");
    await settled();
    expect(stage.heard("5")).toHaveLength(before);
    expect((await stage.api.post("users/test:5/link", { with: ["test:1"] })).status).toBe(409);
    expect((await stage.api.post("users/test:55/unlink", {})).body).toEqual({ status: "done" });
    expect(await stage.api.get<unknown[]>("links")).toHaveLength(2);
  });
});
