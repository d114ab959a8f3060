import { expect, test } from "vitest";
import { createTestApp } from "../http/support/app.ts";
import { configOf } from "../support/config.ts";
import { listen } from "./support.ts";

const secret = "123456:abcdefghijklmnopqrstuvwxyz";

test("[R9.7] config.get tells a device what is in force and where it stands, and never a secret", async () => {
  const base = createTestApp(Date.now());
  let config = configOf(`{\n  channels: {\n    telegram: { botToken: "${secret}", dmPolicy: "allowlist" },\n  },\n}`);
  const { paired } = await listen({}, { ...base, app: { ...base.app, config: () => config } });
  const client = await paired("operator.read");
  const get = (path?: string): Promise<unknown> => client.call("config.get", path === undefined ? {} : { path });
  const whole = await get();
  expect(whole).toMatchObject({ config: { channels: { telegram: { botToken: "***", dmPolicy: "allowlist" } } } });
  expect(JSON.stringify(whole)).not.toContain(secret);
  expect(await get("channels.telegram.dmPolicy")).toMatchObject({
    path: "channels.telegram.dmPolicy",
    value: "allowlist",
    origin: "file",
    file: "moltbot.json5",
    line: 3,
  });
  expect(await get("channels.telegram.botToken")).toMatchObject({ value: "***" });
  await expect(get("channels.telegram.dmPolcy")).rejects.toMatchObject({
    code: "invalid",
    hint: "Did you mean channels.telegram.dmPolicy?",
  });
  config = configOf("{}");
  expect(await get("channels.telegram.dmPolicy")).toMatchObject({ value: "pairing", origin: "default" });
  client.close();
});
