import { expect, test } from "vitest";
import { listen } from "./support.ts";

test("[R9.2] doctor.run tells an admin what moltbot doctor finds, and nobody with less", async () => {
  const { paired } = await listen();
  const reader = await paired("operator.read");
  await expect(reader.call("doctor.run", {})).rejects.toMatchObject({ code: "denied" });
  reader.close();
  const admin = await paired("operator.admin");
  const { at, worst, findings } = (await admin.call("doctor.run", {})) as {
    at: string;
    worst: string;
    findings: { id: string; severity: string }[];
  };
  expect(Number.isNaN(Date.parse(at))).toBe(false);
  expect(findings.length).toBeGreaterThan(0);
  expect(["ok", "info", "warning", "critical"]).toContain(worst);
  admin.close();
});
