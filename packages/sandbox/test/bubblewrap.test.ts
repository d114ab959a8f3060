import { afterAll, beforeAll } from "vitest";
import { type BusyboxSystem, makeBusyboxSystem } from "../../../test/support/docker.ts";
import { createBubblewrapEngine } from "../src/index.ts";
import { testSandboxEngine } from "../src/testing.ts";
import { openOn } from "./support.ts";

let system: BusyboxSystem;
beforeAll(async () => {
  system = await makeBusyboxSystem();
});
afterAll(() => system.remove());

testSandboxEngine("Bubblewrap", () => openOn(createBubblewrapEngine({ rootfs: system.rootfs })));
