import { createDeviceKey, type DeviceKey } from "@moltbot/device-pairing";
import { connectGateway, type GatewayClient } from "@moltbot/device-pairing/client";
import type { Crowded } from "./start.ts";

const client = { id: "bench", platform: "linux" };
const scopes = ["operator.read", "operator.pairing", "operator.approvals"] as const;
/** The gateway lets one address have ten sockets that have not proved themselves. */
const atOnce = 8;

/** A device that was let in. */
export interface Admitted {
  readonly key: DeviceKey;
  readonly token: string;
}

/** Lets devices in, as an operator does. */
export async function admit(crowded: Crowded, count: number): Promise<readonly Admitted[]> {
  const admitted: Admitted[] = [];
  for (let n = 0; n < count; n++) {
    const key = createDeviceKey();
    const asked = await connectGateway({ url: socketOf(crowded), key, client, scopes }).then(
      () => undefined,
      (error: { data?: { requestId?: string } }) => error.data?.requestId,
    );
    if (asked === undefined) throw new Error("a device was let in by nobody");
    await crowded.call(`/api/v1/approvals/${asked}`, { decision: "approve" });
    const first = await connectGateway({ url: socketOf(crowded), key, client, scopes });
    admitted.push({ key, token: first.token ?? "" });
    first.close();
    await first.closed;
  }
  return admitted;
}

/** Connects so many clients of these devices; `heard` is told which one hears what. */
export async function connectAll(
  crowded: Crowded,
  devices: readonly Admitted[],
  o: { readonly count: number; readonly heard: (topic: string, at: number) => void },
): Promise<readonly GatewayClient[]> {
  const clients: GatewayClient[] = [];
  for (let n = 0; n < o.count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, o.count - n) }, (_, at) => {
      const { key, token } = devices[(n + at) % devices.length] as Admitted;
      const onEvent = (event: string, payload: unknown): void => {
        if (event === "changed") o.heard((payload as { topic: string }).topic, n + at);
      };
      return connectGateway({ url: socketOf(crowded), key, client, scopes, token, onEvent });
    });
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** Closes them and waits until they are gone. */
export async function leave(clients: readonly GatewayClient[]): Promise<void> {
  for (const each of clients) each.close();
  await Promise.all(clients.map((each) => each.closed));
}

function socketOf({ process }: Crowded): string {
  return `${process.url.replace(/^http/, "ws")}/ws`;
}
