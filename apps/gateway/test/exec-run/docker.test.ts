import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { createDockerEngine, defaultImage, type SandboxEngine, shellLabel } from "@moltbot/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BusyboxSystem, makeBusyboxSystem, type OwnDocker, startDocker } from "../../../../test/support/docker.ts";
import { guest, openWorkbench } from "../tools/workbench.ts";

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

test("[R8.6] when Docker stops, nothing runs on the host instead", async () => {
  const bench = await openWorkbench({ engines: [engine] });
  await bench.call(guest, "exec", { command: "echo hi" });
  await docker.kill();
  const result = await bench.call(guest, "exec", { command: "echo hi" });
  expect(result.text).toContain("SANDBOX_UNAVAILABLE");
  expect(result.output).toBeUndefined();
  await docker.restart();
});
