import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDebianTar } from "../../../test/support/docker.ts";
import { buildImage, createDockerEngine, importImage } from "../src/index.ts";
import { testFiles } from "../src/testing/file-suite.ts";
import { testRuns } from "../src/testing/run-suite.ts";
import { openOn, type TestDocker, testDocker } from "./support.ts";

const none = { workspaceAccess: "none" } as const;

let own: TestDocker;
let debian = "";
beforeAll(async () => {
  own = await testDocker();
  const { tar, remove } = await makeDebianTar();
  debian = await importImage(own.docker, { file: tar, kind: "rootfs", tag: "debian:test" });
  await remove();
});
afterAll(() => own.stop());

describe("with Debian's shell", () => {
  testRuns("Docker", () => openOn(createDockerEngine({ docker: own.docker, image: debian })));
  testFiles("Docker", () => openOn(createDockerEngine({ docker: own.docker, image: debian })));
});

test("setup builds an image whose shell nobody can read, without a network", async () => {
  const lines: string[] = [];
  const id = await buildImage(own.docker, { base: "debian:test", onLine: (line) => lines.push(line) });
  expect(id).toMatch(/^sha256:/);
  expect(lines.join("\n")).toContain("Successfully built");
  const bench = await openOn(createDockerEngine({ docker: own.docker }));
  const box = await bench.sandboxes.open("s", none);
  const result = await box.run({ command: "cat /proc/$PPID/environ; ls /proc/$PPID/fd; cat /usr/lib/moltbot/sh" });
  expect(result).toMatchObject({ stdout: "" });
  await bench.close();
});

test("an image travels as a file to a machine without a network", async () => {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-saved-"));
  const file = join(dir, "image.tar");
  await pipeline(await own.docker.getImage("debian:test").get(), createWriteStream(file));
  await own.docker.getImage("debian:test").remove({ force: true });
  expect(await importImage(own.docker, { file, kind: "saved", tag: "debian:test" })).toBe(debian);
  await expect(importImage(own.docker, { file: join(dir, "no"), kind: "saved" })).rejects.toMatchObject({
    code: "not_found",
  });
  await writeFile(join(dir, "bad"), "not a tar");
  await expect(importImage(own.docker, { file: join(dir, "bad"), kind: "rootfs", tag: "bad:1" })).rejects.toMatchObject(
    { code: "unavailable" },
  );
  await rm(dir, { recursive: true });
});

test("an image that brings volumes is refused, and so is one without what sandboxes need", async () => {
  const dockerfile = "FROM busybox:test\nVOLUME /data\n";
  await buildImage(own.docker, { tag: "volumes:1", dockerfile });
  await buildImage(own.docker, { tag: "bare:1", dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
  const bench = await openOn(own.engine);
  const volumes = await bench.sandboxes.open("v", { ...none, image: "volumes:1" });
  await expect(volumes.warm()).rejects.toMatchObject({ code: "invalid" });
  const bare = await bench.sandboxes.open("b", { ...none, image: "bare:1" });
  await expect(bare.warm()).rejects.toMatchObject({ code: "unavailable" });
  expect(await own.docker.listContainers({ all: true })).toEqual([]);
  await bench.close();
});
