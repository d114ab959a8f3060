import { MoltbotError, silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { isRole, type Role, readScopes } from "@moltbot/device-pairing";
import type { BrowserView } from "@moltbot/gateway";
import { createApiClient } from "../backend/api-client.ts";
import { runningGateway } from "../backend/open-backend.ts";
import type { RequestView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { loadSettings } from "../settings.ts";
import type { DeviceAnswer, DeviceChange, DeviceDesk, DeviceView, JoinCodeView } from "./desk.ts";

/** Opens the desk, runs `work` and closes it again, whatever happens. */
export async function withDevices<T>(context: Context, work: (desk: DeviceDesk) => Promise<T>): Promise<T> {
  const running = await runningGateway(context);
  const desk = running === undefined ? await storeDesk(context) : gatewayDesk(running);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

function gatewayDesk(running: { url: string; token: string }): DeviceDesk {
  const api = createApiClient(running, { timeoutMs: 60_000 });
  const at = (deviceId: string, verb: string): string => `/api/v1/devices/${encodeURIComponent(deviceId)}/${verb}`;
  const change = async (path: string, body: Record<string, unknown>): Promise<DeviceChange> =>
    (await api.post(path, body)).body as DeviceChange;
  return {
    url: running.url,
    list: async () => (await api.get("/api/v1/devices")).body as readonly DeviceView[],
    pending: async () =>
      (await api.get("/api/v1/approvals", { kind: "device", limit: "1000" })).body as readonly RequestView[],
    answer: async (id, decision) =>
      (await api.post(`/api/v1/approvals/${encodeURIComponent(id)}`, { decision })).body as DeviceAnswer,
    change: (deviceId, verb, o) => change(at(deviceId, verb), { ...o }),
    remove: (deviceId) => change(at(deviceId, "remove"), {}),
    label: (deviceId, label) => change(at(deviceId, "label"), { label }),
    joinCode: async (o) => (await api.post("/api/v1/join-codes", { ...o })).body as JoinCodeView,
    browsers: async () => (await api.get("/api/v1/browsers")).body as readonly BrowserView[],
    signOut: async (id) =>
      (await api.post(`/api/v1/browsers/${encodeURIComponent(id)}/sign-out`, {})).body as BrowserView,
    close: async () => {},
  };
}

async function storeDesk(context: Context): Promise<DeviceDesk> {
  const { config } = await loadSettings(context);
  const gateway = await import("@moltbot/gateway");
  const stores = await gateway.openStores({ config, stateDir: context.stateDir, log: silentLogger });
  const parts = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
  const devices = gateway.createDeviceService(parts);
  const browsers = gateway.createBrowserDesk(parts);
  const by = gateway.operatorCaller("cli");
  // Shapes leave out what is undefined once they are JSON, as the API does.
  const shown = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;
  return {
    url: undefined,
    list: async () => shown((await devices.list(by)).map(gateway.deviceShape)),
    pending: async () => shown((await devices.pending(by)).map(gateway.requestShape)),
    answer: async (id, decision) =>
      shown(gateway.outcomeShape(await devices[decision === "approve" ? "approve" : "reject"](id, by))),
    async change(deviceId, verb, o) {
      const target = { deviceId, role: roleOf(o.role), ...(o.scopes && { scopes: readScopes(o.scopes) }) };
      return shown(gateway.deviceOutcomeShape(await devices[verb](target, by)));
    },
    remove: async (deviceId) => shown(gateway.deviceOutcomeShape(await devices.remove(deviceId, by))),
    label: async (deviceId, label) => shown(gateway.deviceOutcomeShape(await devices.label(deviceId, label, by))),
    joinCode: async ({ role, scopes }) =>
      shown(gateway.joinCodeShape(await devices.joinCode({ role: roleOf(role), scopes: readScopes(scopes) }, by))),
    browsers: browsers.list,
    signOut: (id) => browsers.signOut(id, "cli"),
    close: () => stores.close(),
  };
}

function roleOf(role: string): Role {
  if (isRole(role)) return role;
  throw new MoltbotError("invalid", `there is no role "${role}"`, { hint: 'Say "operator" or "node".' });
}
