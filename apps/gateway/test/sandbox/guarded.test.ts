import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfigFile } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { afterEach, expect, test } from "vitest";
import { openSandboxes } from "../../src/sandbox/gateway-sandboxes.ts";
import { createWorkspaceNames } from "../../src/workspaces/names.ts";

let root = "";
afterEach(() => rm(root, { recursive: true, force: true }));

test("[R8.4] [R9.7] no sandbox sees the config, what it includes, or where its secrets are, also after a change", async () => {
  root = await mkdtemp(join(tmpdir(), "moltbot-guarded-"));
  for (const folder of ["state", "conf/parts", "secrets", "work"]) await mkdir(join(root, folder), { recursive: true });
  const at = (path: string): string => join(root, path);
  const file = at("conf/moltbot.json5");
  await writeFile(at("secrets/token"), "123456:abcdefghij", { mode: 0o600 });
  const read = async (bind: string, more = ""): Promise<Config> => {
    const sandbox = `sandbox: { mode: "all", binds: ["${at(bind)}:/data"] }`;
    await writeFile(file, `{ ${more} agents: { defaults: { ${sandbox} } } }`);
    const loaded = await loadConfigFile(file);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    return loaded.config;
  };
  let config = await read("work");
  const secrets = { getOrCreate: async (_: string, make: () => Uint8Array) => make() };
  const sandboxes = await openSandboxes({
    config: () => config,
    names: createWorkspaceNames(secrets, systemRandom),
    stateDir: at("state"),
    ...{ port: 1, clock: systemClock, random: systemRandom, log: silentLogger, env: {}, engines: [] },
  });
  const open = () => sandboxes.open(() => ({ agentId: "main", key: "telegram:1" }));
  await expect(open()).resolves.toBeDefined();
  config = await read("conf");
  await expect(open()).rejects.toMatchObject({ code: "invalid" });
  // Only the config that names them makes these more than any folder.
  config = await read("secrets");
  await expect(open()).resolves.toBeDefined();
  config = await read("secrets", `channels: { telegram: { botToken: "$${`{file:${at("secrets/token")}}`}" } },`);
  await expect(open()).rejects.toMatchObject({ code: "invalid" });
  await writeFile(at("conf/parts/people.json5"), "{}");
  config = await read("conf/parts");
  await expect(open()).resolves.toBeDefined();
  config = await read("conf/parts", '$include: "./parts/people.json5",');
  await expect(open()).rejects.toMatchObject({ code: "invalid" });
  await sandboxes.close();
});
