import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { createDockerEngine, defaultImage, type SandboxEngine, shellLabel } from "@moltbot/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BusyboxSystem, makeBusyboxSystem, type OwnDocker, startDocker } from "../../../../test/support/docker.ts";
import { actingConfig, guest, openWorkbench } from "../tools/workbench.ts";

let docker: OwnDocker;
let system: BusyboxSystem;
let engine: SandboxEngine;

/** Asks the engine to make the image of sandboxes from a root file system. */
function importSystem(tar: Buffer, note: string): Promise<number> {
  const [repo = "", tag = ""] = defaultImage.split(":");
  const query = new URLSearchParams({ fromSrc: "-", repo, tag });
  for (const label of [`${shellLabel}=${system.shell}`, `note=${note}`]) query.append("changes", `LABEL ${label}`);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        socketPath: docker.socket,
        method: "POST",
        path: `/images/create?${query}`,
        headers: { "content-length": tar.length },
      },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.once("error", reject);
    asked.end(tar);
  });
}

beforeAll(async () => {
  docker = await startDocker();
  system = await makeBusyboxSystem();
  await importSystem(await readFile(system.tar), "first");
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = `unix://${docker.socket}`;
  engine = createDockerEngine();
  if (before === undefined) delete process.env["DOCKER_HOST"];
  else process.env["DOCKER_HOST"] = before;
});

afterAll(async () => {
  await system.remove();
  await docker.stop();
});

test("[R7.4] in Docker, an approved command runs in the image that it was asked about, or not at all", async () => {
  const bench = await openWorkbench({ engines: [engine], dockerHost: `unix://${docker.socket}` });
  expect((await bench.call(guest, "exec", { command: "echo hi" })).output).toBe("hi\n");
  const ask = async (command: string): Promise<string> => {
    const { text } = await bench.call(guest, "exec", { command });
    return /exec_\w+/.exec(text)?.[0] ?? text;
  };
  const [first, second] = [await ask("touch a && ls"), await ask("touch b && ls")];
  const by = { kind: "operator", via: "cli" } as const;
  await bench.approvals.decide(first, "approve", { by });
  await bench.acting.runner.poll();
  expect(await bench.posts(first)).toMatch(/exit code 0.*\n\na$/s);
  expect(await importSystem(await readFile(system.tar), "second")).toBe(200);
  await bench.approvals.decide(second, "approve", { by });
  await bench.acting.runner.poll();
  expect(await bench.posts(second)).toContain("this has changed: image");
});

test("[R9.7] in Docker, a narrower config ends what runs by the wider one, and the next call is by the new one", async () => {
  const rules = (sandbox: object) =>
    actingConfig({ allowlist: ["touch *", "sleep *", "cat *"] }, { sandbox: { engine: "docker", ...sandbox } });
  const config = rules({ network: "bridge", limits: { pids: 512 } });
  const bench = await openWorkbench({ config, engines: [engine], patienceMs: 120_000 });
  const running = bench.call(guest, "exec", { command: "cat /proc/net/dev && touch begun && sleep 300" });
  const begun = async () => (await bench.call(guest, "read", { path: "./" })).output;
  await expect.poll(begun, { timeout: 20_000 }).toBe("begun");
  bench.rules.config = rules({});
  await bench.acting.followRules();
  const { text, output } = await running;
  expect(text).toContain("the rules of its sandbox have changed: network, limits.pids,");
  expect(output).toContain("eth0");
  expect((await bench.call(guest, "exec", { command: "cat /proc/net/dev" })).output).not.toContain("eth0");
});

test("[R8.6] when Docker stops, nothing runs on the host instead", async () => {
  const bench = await openWorkbench({ engines: [engine] });
  await bench.call(guest, "exec", { command: "echo hi" });
  await docker.kill();
  const result = await bench.call(guest, "exec", { command: "echo hi" });
  expect(result.text).toContain("SANDBOX_UNAVAILABLE");
  expect(result.output).toBeUndefined();
  await docker.restart();
});
