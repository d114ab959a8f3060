import { createMemoryJobHub } from "@moltbot/approvals";
import { silentLogger } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createSharedJobs } from "../../src/exec/run/shared-jobs.ts";

const who = { channel: "telegram", account: "default", id: "200" };
const session = "telegram:200";
const to = { channel: "telegram", account: "default", kind: "dm", id: "200" };
const jobOf = (id: string) => ({ id, who, session, startedAt: 1, payload: { line: "sleep 9", where: "host", to } });

test("what a dead process ran is told once, also when the store was out of reach at first", async () => {
  const hub = createMemoryJobHub();
  const [dead, board] = [hub.open(), hub.open()];
  await dead.post(jobOf("job_1"));
  await dead.post(jobOf("job_2"));
  hub.crash(dead);
  const said: string[] = [];
  let trouble: "posting" | "removing" | "none" = "posting";
  const fails = (when: typeof trouble) => (trouble === when ? Promise.reject(new Error("gone")) : Promise.resolve());
  const shared = createSharedJobs({
    jobs: { all: () => [], list: () => [], kill: () => false },
    board: { ...board, remove: (id) => fails("removing").then(() => board.remove(id)) },
    wakeups: { publish: async () => {} },
    post: async (_, text) => {
      await fails("posting");
      said.push(text.slice(0, 5));
    },
    clock: createManualClock(),
    log: silentLogger,
  });
  await expect(shared.recover()).rejects.toThrow("gone");
  expect(said).toEqual([]);
  expect(await shared.list(session)).toEqual([]);
  trouble = "removing";
  await expect(shared.recover()).rejects.toThrow("gone");
  expect(said).toEqual(["job_1", "job_2"]);
  trouble = "none";
  await shared.recover();
  expect(said).toEqual(["job_1", "job_2"]);
  expect(await board.list(session)).toEqual([]);
});
