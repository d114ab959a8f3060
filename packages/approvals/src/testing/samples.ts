import { newId } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import type { Approval } from "../approval.ts";
import { fileApproval, type Question } from "../file.ts";

const random = createSeededRandom(7);

/** The time at which sample questions are filed. */
export const sampleNow = 1_767_225_600_000;

/** A pending question about somebody new on every call. */
export function sampleApproval(o: Partial<Question> & { now?: number } = {}): Approval {
  const { now = sampleNow, ...question } = o;
  const id = newId("pair", { now, random });
  return fileApproval(
    {
      kind: "pairing",
      subject: `person-${id}`,
      required: 1,
      ttlMs: 3_600_000,
      payload: { note: "hello", list: [1, { nested: true }] },
      ...question,
    },
    { id, now },
  );
}
