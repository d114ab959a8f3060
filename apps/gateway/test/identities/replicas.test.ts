import { afterEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./stage.ts";

describe("two gateways on one Postgres and Redis", () => {
  let one: Stage;
  let two: Stage;
  afterEach(async () => {
    await two?.stop();
    await one?.stop();
  });
  const heard = (stage: Stage, id: string, part: string, from = 0): Promise<void> =>
    expect.poll(() => stage.heard(id).slice(from).join("\n"), { timeout: 30_000 }).toContain(part);

  test("R2.5, R3.5, R3.7: labels, links and the cap count on both, from the next message on", async () => {
    // Each gateway hears its own channel, so that a message is handled where it was said.
    const config = (as: string): Record<string, unknown> => ({
      as,
      owners: ["left:1"],
      channels: Object.fromEntries(
        ["left", "right"].map((name) => [
          name,
          {
            adapter: "moltbot-channel-test",
            dmPolicy: name === "left" ? "pairing" : "allowlist",
            allowFrom: ["@family"],
          },
        ]),
      ),
      pairing: { autoApprove: { emailDomains: ["company.com"], maxPerHour: 1 } },
    });
    one = await openStage(config("left"));
    two = await openStage(config("right"), { beside: one });
    for (let round = 0; round < 3; round++) {
      await one.api.post("users/right:5/tag", { labels: ["family"] });
      const before = two.heard("5").length;
      await two.say("5", "/whoami");
      await heard(two, "5", "allowlisted", before);
      await one.api.post("users/right:5/untag", { labels: ["family"] });
      const after = two.heard("5").length;
      await two.say("5", "/whoami");
      await two.api.post("users/right:6/tag", { labels: ["family"] });
      const answered = two.heard("6").length;
      await two.say("6", "/whoami");
      await heard(two, "6", "allowlisted", answered);
      expect(two.heard("5")).toHaveLength(after);
    }
    await one.api.post("users/right:6/link", { with: ["left:6"] });
    await one.api.post("users/left:6/block", {});
    const silent = two.heard("6").length;
    await two.say("6", "/whoami");
    await two.api.post("users/right:7/tag", { labels: ["family"] });
    await two.say("7", "/whoami");
    await heard(two, "7", "allowlisted");
    expect(two.heard("6")).toHaveLength(silent);
    await one.say({ id: "8", email: "a@company.com" }, "/whoami");
    await heard(one, "8", "Trust: paired");
    await one.say({ id: "9", email: "b@company.com" }, "hello");
    await heard(one, "9", "/pair");
  });
});
