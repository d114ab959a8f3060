import { afterEach, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./stage.ts";

const config = (more: object = {}): Record<string, unknown> => ({
  owners: ["test:1"],
  channels: { test: { adapter: "moltbot-channel-test" } },
  pairing: { autoApprove: { emailDomains: ["@company.com"], phonePatterns: ["+8498*"], ...more } },
});

describe("automatic approval through the gateway [R3.7]", () => {
  let stage: Stage;
  afterEach(() => stage.stop());
  const heard = (id: string, part: string): Promise<void> =>
    expect.poll(() => stage.heard(id).join("\n"), { timeout: 30_000 }).toContain(part);

  test("a verified address lets in, the answer comes, owners hear of it, and it is audited by its rule", async () => {
    stage = await openStage(config());
    await stage.say({ id: "5", email: "ana@company.com", displayName: "Ana" }, "/whoami");
    await heard("5", "Trust: paired");
    await heard("5", "Paired!");
    await heard("1", "Paired automatically");
    expect(stage.heard("1").join()).toMatch(/Ana[\s\S]*test:5[\s\S]*autoApprove\.emailDomains:company\.com/);
    const user = await stage.api.get<Record<string, unknown>>("users/test:5");
    expect(user).toMatchObject({ state: "paired", via: "autoApprove.emailDomains:company.com", agent: "main" });
    const [record] = await stage.api.get<Record<string, unknown>[]>("audit?event=pairing.auto_approved");
    expect(record).toMatchObject({
      reason: "autoApprove.emailDomains:company.com",
      subject: "test:5",
      actor: "system",
    });
    await stage.say({ id: "6", phone: "+84987654321" }, "/whoami");
    await heard("6", "Trust: paired");
  });

  test("whoever only looks like it is asked to pair", async () => {
    stage = await openStage(config());
    const spoofs = [
      { email: "a@evilcompany.com" },
      { email: "a@company.com.evil.net" },
      { email: "a@mail.company.com" },
      { email: '"a@company.com"@evil.com' },
      { email: "a@company.com@evil.com" },
      { email: "a@company.com." },
      { email: "a@сompany.com" },
      { phone: "84987654321" },
      { phone: "0987654321" },
      { phone: "+84887654321" },
      { phone: "+٨٤٩٨٧٦٥٤٣٢١" },
      { displayName: "+84987654321", username: "a@company.com" },
    ];
    for (const [n, sender] of spoofs.entries()) await stage.say({ id: `s${n}`, ...sender }, "hello");
    for (const [n] of spoofs.entries()) await heard(`s${n}`, "/pair");
    expect(await stage.api.get<unknown[]>("users?state=paired")).toEqual([]);
  });

  test("nothing counts that the adapter does not vouch for", async () => {
    stage = await openStage(config(), { verifies: false });
    await stage.say({ id: "5", email: "ana@company.com", phone: "+84987654321" }, "hello");
    await heard("5", "/pair");
    expect(await stage.api.get<unknown[]>("users?state=paired")).toEqual([]);
  });

  test("a blocked person, one linked to a blocked one, and one turned down lately are not let in", async () => {
    stage = await openStage(config());
    const ana = { id: "5", email: "ana@company.com" };
    await stage.api.post("users/test:9/block", {});
    expect((await stage.api.post("users/test:5/link", { with: ["test:9"] })).status).toBe(200);
    await stage.say(ana, "hello");
    await stage.say("7", "/pair");
    await heard("1", "Pairing Request");
    const id = /pair_\w+/.exec(stage.heard("1").join())?.[0];
    expect((await stage.api.post(`approvals/${id}`, { decision: "deny" })).status).toBe(200);
    await stage.say({ id: "7", email: "seven@company.com" }, "/pair");
    await heard("7", "declined. You can ask again");
    expect(stage.heard("5")).toEqual([]);
    expect(await stage.api.get<unknown[]>("users?state=paired")).toEqual([]);
    await stage.api.post("users/test:9/unblock", {});
    await stage.say(ana, "/whoami");
    await heard("5", "Trust: paired");
  });

  test("over the cap people decide", async () => {
    stage = await openStage(config({ maxPerHour: 2 }));
    for (const n of [1, 2, 3, 4]) await stage.say({ id: `c${n}`, email: `c${n}@company.com` }, "hello");
    await expect
      .poll(async () => (await stage.api.get<unknown[]>("users?state=paired")).length, { timeout: 30_000 })
      .toBe(2);
    await expect
      .poll(() => ["c1", "c2", "c3", "c4"].filter((id) => stage.heard(id).join().includes("/pair")).length, {
        timeout: 30_000,
      })
      .toBe(2);
    const refused = await stage.api.get<unknown[]>("audit?event=pairing.auto_refused");
    expect(refused).toHaveLength(2);
  });

  test("on a phone channel a number that is not the one of the id counts for nothing", async () => {
    stage = await openStage({
      ...config(),
      as: "whatsapp",
      owners: ["whatsapp:+15550000001"],
      channels: { whatsapp: {} },
    });
    await stage.say({ id: "+15551234567", phone: "+84987654321" }, "hello");
    await heard("+15551234567", "/pair");
    await stage.say({ id: "84987654321@s.whatsapp.net", phone: "+84987654321" }, "/whoami");
    await heard("84987654321@s.whatsapp.net", "Trust: paired");
  });
});
