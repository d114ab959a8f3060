import { describe, expect, test } from "vitest";
import type { DeviceChange } from "../store.ts";
import { sampleCode, sampleDevice, sampleNow, sampleRequest } from "./samples.ts";
import { type OpenedDevices, opened } from "./support.ts";

const write = (...changes: DeviceChange[]) => ({ changes, events: [] });
const put = (device: ReturnType<typeof sampleDevice>, expectedVersion = 0): DeviceChange => ({
  type: "put-device",
  device,
  expectedVersion,
});

/**
 * The contract of {@link DeviceStore}: every implementation passes it. `open` gives empty data each time.
 * Call it from a vitest file.
 */
export function testDeviceStore(name: string, open: () => Promise<OpenedDevices>): void {
  describe(`${name} as a device store`, () => {
    test("gives back exactly what was put, to every process", () =>
      opened(open, async ({ a, b }) => {
        const device = sampleDevice();
        const { label: _, ...plain } = sampleDevice({ createdAt: sampleNow + 1 });
        expect(await a.commit(write(put(device), put(plain)))).toEqual({ status: "committed" });
        expect(await b.device(device.id)).toEqual(device);
        expect(await b.device(plain.id)).toEqual(plain);
        expect(await b.devices()).toEqual([device, plain]);
        expect(await b.device(device.id.slice(0, -1))).toBeUndefined();
      }));

    test("finds a device by the hash of its token, as long as it has that token", () =>
      opened(open, async ({ a, b }) => {
        const device = sampleDevice();
        const [operator] = device.roles;
        const hash = operator?.token?.hash ?? "";
        await a.commit(write(put(device)));
        expect(await b.byToken(hash)).toEqual(device);
        expect(await b.byToken(hash.slice(1))).toBeUndefined();
        const { token: _, ...rest } = operator as NonNullable<typeof operator>;
        await a.commit(write(put({ ...device, version: 2, roles: [{ ...rest, collect: true }] }, 1)));
        expect(await b.byToken(hash)).toBeUndefined();
      }));

    test("refuses a change to a device that changed meanwhile, and writes nothing of that commit", () =>
      opened(open, async ({ a, b }) => {
        const device = sampleDevice();
        await a.commit(write(put(device)));
        expect((await b.commit(write(put(device)))).status).toBe("conflict");
        await a.commit(write(put({ ...device, version: 2, label: "new" }, 1)));
        const request = sampleRequest("late");
        const late = await b.commit(
          write({ type: "file", approval: request }, put({ ...device, version: 2, label: "late" }, 1)),
        );
        expect(late.status).toBe("conflict");
        expect(await b.approvals.get(request.id)).toBeUndefined();
        expect((await b.device(device.id))?.label).toBe("new");
        const gone: DeviceChange = { type: "remove-device", id: device.id, expectedVersion: 1 };
        expect((await b.commit(write(gone))).status).toBe("conflict");
        expect((await b.commit(write({ ...gone, expectedVersion: 2 }))).status).toBe("committed");
        expect(await a.device(device.id)).toBeUndefined();
        expect(await a.byToken(device.roles[0]?.token?.hash ?? "")).toBeUndefined();
      }));

    test("takes one of many that change the same device at once", () =>
      opened(open, async ({ a, b }) => {
        const device = sampleDevice();
        await a.commit(write(put(device)));
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            (at % 2 === 0 ? a : b).commit(write(put({ ...device, version: 2, label: `n${at}` }, 1))),
          ),
        );
        expect(results.filter(({ status }) => status === "committed")).toHaveLength(1);
      }));

    test("notes when a device was last seen without counting it as a change", () =>
      opened(open, async ({ a, b }) => {
        const device = sampleDevice();
        await a.commit(write(put(device)));
        await a.touch(device.id, sampleNow + 10);
        await b.touch(device.id, sampleNow + 5);
        await b.touch("nobody", sampleNow);
        expect(await b.device(device.id)).toEqual({ ...device, lastSeenAt: sampleNow + 10 });
        await a.commit(write(put({ ...device, version: 2 }, 1)));
        expect((await b.device(device.id))?.lastSeenAt).toBe(sampleNow + 10);
      }));

    test("tells the versions of the devices that exist", () =>
      opened(open, async ({ a, b }) => {
        const [one, two] = [sampleDevice(), sampleDevice({ version: 1 })];
        await a.commit(write(put(one), put(two)));
        expect(await b.versions([one.id, two.id, "nobody"])).toEqual(
          new Map([
            [one.id, 1],
            [two.id, 1],
          ]),
        );
        expect((await b.versions([])).size).toBe(0);
      }));

    test("lets a join code be used once, by whoever comes first", () =>
      opened(open, async ({ a, b }) => {
        const code = sampleCode();
        await a.commit(write({ type: "put-join-code", code }));
        expect(await b.joinCode(code.hash)).toEqual(code);
        const uses = await Promise.all(
          [a, b, a, b].map((store) => store.commit(write({ type: "use-join-code", hash: code.hash }))),
        );
        expect(uses.filter(({ status }) => status === "committed")).toHaveLength(1);
        expect(await a.joinCode(code.hash)).toBeUndefined();
      }));

    test("drops join codes at the end of their time", () =>
      opened(open, async ({ a, b }) => {
        const [old, young] = [sampleCode(), sampleCode({ expiresAt: sampleNow + 300_001 })];
        await a.commit(write({ type: "put-join-code", code: old }, { type: "put-join-code", code: young }));
        await b.dropJoinCodes(sampleNow + 300_000);
        expect(await a.joinCode(old.hash)).toBeUndefined();
        expect(await a.joinCode(young.hash)).toEqual(young);
      }));

    test("keeps requests beside devices", () =>
      opened(open, async ({ a, b }) => {
        const request = sampleRequest("one/operator");
        await a.commit(write({ type: "file", approval: request }));
        expect(await b.approvals.findPending("device", "one/operator")).toEqual(request);
        expect(await b.approvals.pending({ kind: "device" })).toEqual([request]);
      }));
  });
}
