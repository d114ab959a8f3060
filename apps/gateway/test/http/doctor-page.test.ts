import { describe, expect, test } from "vitest";
import { createDoctor } from "../../src/doctor/doctor.ts";
import { configOf } from "../support/config.ts";
import { createTestApp, noon } from "./support/app.ts";
import { startServer } from "./support/server.ts";

describe("[R9.3] The doctor's page", () => {
  test("shows what is risky with what to do, and what is fine", async () => {
    const server = await startServer();
    server.config.exec = configOf(
      '{ agents: { defaults: { sandbox: { mode: "off" } } }, channels: { telegram: { dmPolicy: "open" } }, acknowledge: ["open-dm-write"] }',
    );
    const { text } = await (await server.signIn()).get("/doctor");
    expect(text).toMatch(/badge bad">critical<\/span>/);
    expect(text).toContain("acknowledged");
    expect(text).toContain("<strong>What to do:</strong>");
    expect(text).toContain("What is fine");
    expect(text).toContain("Every store answers");
    expect(text).toMatch(/\d+ critical, \d+ warnings?, \d+ fine, 1 acknowledged/);
  });

  test("says when nothing is risky", async () => {
    const found = { at: noon, findings: [], sandboxes: [] };
    const { clock, ...test } = createTestApp();
    const server = await startServer({
      test: { ...test, clock, app: { ...test.app, doctor: createDoctor(async () => found, clock) } },
    });
    expect((await (await server.signIn()).get("/doctor")).text).toContain("Nothing to do.");
  });

  test("looks again when told to, once for all who ask, and again by itself after a minute", async () => {
    const { clock, ...test } = createTestApp();
    let looks = 0;
    const verdict = { ok: true, checked: 1, seq: 1, head: "" } as const;
    const doctor = createDoctor(async ({ walk, last }) => {
      looks += 1;
      const audit = walk ? { at: clock.now(), verdict } : last;
      return { at: clock.now(), findings: [], sandboxes: [], ...(audit && { audit }) };
    }, clock);
    const server = await startServer({ test: { ...test, clock, app: { ...test.app, doctor } } });
    const browser = await server.signIn();
    await Promise.all([browser.get("/doctor"), browser.get("/doctor")]);
    expect(looks).toBe(1);
    await browser.get("/doctor");
    expect(looks).toBe(1);
    await browser.post("/doctor", {});
    expect(looks).toBe(2);
    await clock.advance(60_000);
    await browser.get("/doctor");
    expect(looks).toBe(3);
    await clock.advance(300_000);
    await browser.get("/"); // looks at everything but the log, which may be long
    expect([looks, clock.now() - (doctor.latest()?.audit?.at ?? 0)]).toEqual([4, 300_000]);
    await browser.get("/doctor");
    expect([looks, clock.now() - (doctor.latest()?.audit?.at ?? 0)]).toEqual([5, 0]);
  });

  test("holds the words of the config as inert text", async () => {
    const finding = {
      id: "x",
      severity: "warning",
      title: "T",
      detail: '<script>alert(1)</script>"',
      fix: "<b>",
    } as const;
    const { clock, ...test } = createTestApp();
    const doctor = createDoctor(async () => ({ at: noon, findings: [finding], sandboxes: [] }), clock);
    const server = await startServer({ test: { ...test, clock, app: { ...test.app, doctor } } });
    const { text } = await (await server.signIn()).get("/doctor");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).not.toContain("<script>alert");
  });
});
