import { describe, expect, test } from "vitest";
import { createLanes } from "../src/index.ts";

describe("lanes", () => {
  test("run one key in order and another at the same time", async () => {
    const lanes = createLanes();
    const seen: string[] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = lanes.run("a", async () => {
      await gate;
      seen.push("a1");
    });
    const second = lanes.run("a", async () => void seen.push("a2"));
    await lanes.run("b", async () => void seen.push("b1"));
    expect(seen).toEqual(["b1"]);
    release();
    await Promise.all([first, second]);
    expect(seen).toEqual(["b1", "a1", "a2"]);
  });

  test("go on after a failure, and tell it to its caller only", async () => {
    const lanes = createLanes();
    const failed = lanes.run("a", async () => {
      throw new Error("no");
    });
    const fine = lanes.run("a", async () => "yes");
    await expect(failed).rejects.toThrow("no");
    expect(await fine).toBe("yes");
    await lanes.idle();
  });
});
