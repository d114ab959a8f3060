import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapEngine, type SandboxEngine } from "@moltbot/sandbox";
import { expect, onTestFinished, test } from "vitest";
import { testSandboxes } from "../../src/sandbox/self-test.ts";
import { configOf } from "../support/config.ts";

const config = configOf(
  JSON.stringify({
    agents: {
      defaults: { sandbox: { mode: "all", workspaceAccess: "rw" } },
      list: { main: {}, twin: {}, small: { sandbox: { limits: { memoryMb: 128 } } } },
    },
  }),
);
const agents = ["main", "twin", "small"];

async function emptyState(): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-self-test-"));
  await chmod(stateDir, 0o711);
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  return stateDir;
}

/** The engine, and how many sandboxes were made on it. */
function counted(engine: SandboxEngine): { readonly engine: SandboxEngine; made(): number } {
  let made = 0;
  const create: SandboxEngine["create"] = (...about) => {
    made += 1;
    return engine.create(...about);
  };
  return { engine: { ...engine, create }, made: () => made };
}

test("[R8.6] [R9.2] a real sandbox of every kind is tried, and nothing is left of it", async () => {
  const stateDir = await emptyState();
  const { engine, made } = counted(createBubblewrapEngine());
  expect(await testSandboxes(config, agents, { stateDir, engines: [engine] })).toEqual(new Map());
  expect(made()).toBe(2);
  expect(await readdir(stateDir)).toEqual([]);
});

test("[R8.6] [R9.2] an engine that answers and cannot run anything is found out", async () => {
  const stateDir = await emptyState();
  const program = join(stateDir, "bwrap");
  await writeFile(program, "#!/bin/sh\necho no namespaces for you >&2\nexit 1\n");
  await chmod(program, 0o755);
  const broken = createBubblewrapEngine({ program });
  const lying: SandboxEngine = { ...broken, probe: createBubblewrapEngine().probe };
  const failed = await testSandboxes(config, ["main"], { stateDir, engines: [lying] });
  expect(failed.get("main")).toContain("no namespaces for you");
});
