import type { Principal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import type { JobBoard, PostedJob } from "../job-board.ts";
import { sampleNow } from "./samples.ts";

/** The same board opened by two processes. `close` drops it. */
export interface OpenedJobs {
  readonly a: JobBoard;
  readonly b: JobBoard;
  /** Ends process `a` the way `kill -9` does. */
  crashA(): Promise<void>;
  close(): Promise<void>;
}

const who: Principal = { channel: "telegram", account: "default", id: "5" };
const job = (id: string, o: Partial<PostedJob> = {}): PostedJob => ({
  ...{ id, who, session: "telegram:5", startedAt: sampleNow, payload: { line: 'sleep "1"', where: "host" } },
  ...o,
});

/** The contract of a board of running commands. */
export function testJobBoard(name: string, open: () => Promise<OpenedJobs>): void {
  const on = (use: (o: OpenedJobs) => Promise<void>) => async () => {
    const boards = await open();
    try {
      await use(boards);
    } finally {
      await boards.close();
    }
  };
  describe(`${name} as a board of running commands`, () => {
    test(
      "[R7.7] shows every process what runs for a session, the oldest first",
      on(async ({ a, b }) => {
        await a.post(job("job_2", { startedAt: sampleNow + 1 }));
        await b.post(job("job_1"));
        await b.post(job("job_3", { session: "telegram:50" }));
        for (const board of [a, b])
          expect((await board.list("telegram:5")).map(({ id }) => id)).toEqual(["job_1", "job_2"]);
        expect(await a.list("telegram:50")).toEqual([job("job_3", { session: "telegram:50" })]);
        expect(await a.list("telegram")).toEqual([]);
        await a.post(job("job_2", { payload: { told: true } }));
        expect((await b.list("telegram:5")).at(-1)).toMatchObject({ id: "job_2", payload: { told: true } });
        await a.remove("job_1");
        await a.remove("job_2");
        await a.remove("job_2");
        expect((await a.list("telegram:5")).map(({ id }) => id)).toEqual(["job_1"]);
      }),
    );

    test(
      "[R7.7] brings a wish to end one to the process that runs it, of its own session only",
      on(async ({ a, b }) => {
        await a.post(job("job_1"));
        for (const id of ["job_", "job_10", "JOB_1", "job_2"]) expect(await b.wishEnd(id, "telegram:5")).toBe(false);
        expect(await b.wishEnd("job_1", "telegram:50")).toBe(false);
        expect(await a.wished()).toEqual([]);
        expect(await b.wishEnd("job_1", "telegram:5")).toBe(true);
        expect(await b.wished()).toEqual([]);
        await a.post(job("job_1", { payload: {} }));
        expect(await a.wished()).toEqual(["job_1"]);
      }),
    );

    test(
      "[R0.4] what a dead process ran is nobody's any more, and one of those that ask tells of it",
      on(async ({ a, b, crashA }) => {
        await a.post(job("job_1"));
        await b.post(job("job_2"));
        expect(await b.takeLost()).toEqual([]);
        await crashA();
        expect((await b.list("telegram:5")).map(({ id }) => id)).toEqual(["job_2"]);
        expect(await b.wishEnd("job_1", "telegram:5")).toBe(false);
        expect(await b.takeLost()).toEqual([job("job_1")]);
        expect(await b.takeLost()).toEqual([]);
        await b.remove("job_1");
        expect((await b.list("telegram:5")).map(({ id }) => id)).toEqual(["job_2"]);
      }),
    );
  });
}
