import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname, platform } from "node:os";
import { join } from "node:path";
import { isMoltbotError, type MoltbotError, plainText } from "@moltbot/core";
import { readScopes, type Scope } from "@moltbot/device-pairing";
import {
  connectGateway,
  createDeviceKey,
  type DeviceKey,
  type GatewayClient,
  readDeviceKey,
} from "@moltbot/device-pairing/client";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say } from "../output/print.ts";
import { safeJson } from "../output/safe-json.ts";
import { pause } from "../pause.ts";
import { scopeList } from "./devices.ts";

/** What this machine keeps of itself as a device: one key, and a token for each gateway. */
interface Kept {
  readonly key: DeviceKey;
  readonly tokens: Readonly<Record<string, string>>;
}

interface Options {
  readonly scopes: string;
  readonly joinCode?: string;
  readonly once?: boolean;
}

const askEveryMs = 2000;

/** `devices connect`: asks until somebody approves, keeps the token, then prints what the gateway tells, one JSON a line. */
export async function connectDevice(context: Context, url: string, o: Options): Promise<ExitCode> {
  const scopes = readScopes(scopeList(o.scopes));
  const file = join(context.stateDir, "device.json");
  const kept = await readKept(file);
  await writeKept(file, kept);
  const client = await letIn(context, url, { kept, scopes, o });
  if (client === undefined) return exitCodes.failed;
  if (client.token !== undefined) {
    await writeKept(file, { ...kept, tokens: { ...kept.tokens, [url]: client.token } });
  }
  const { deviceId, role } = client;
  if (context.json) printJson(context, { deviceId, role, scopes: client.scopes });
  else say(context, `Connected as ${role}: ${client.scopes.join(", ") || "no scopes"}.`);
  if (o.once === true) {
    client.close();
    return exitCodes.ok;
  }
  const end = await Promise.race([client.closed, context.io.stopped()]);
  client.close();
  if (typeof end === "string") return exitCodes.ok;
  say(context, `The connection ended: ${plainText(end.reason, 200) || end.code}`);
  return exitCodes.failed;
}

async function letIn(
  context: Context,
  url: string,
  { kept, scopes, o }: { kept: Kept; scopes: readonly Scope[]; o: Options },
): Promise<GatewayClient | undefined> {
  const token = kept.tokens[url];
  let joinCode = o.joinCode;
  let told = "";
  for (;;) {
    try {
      return await connectGateway({
        url,
        key: kept.key,
        client: {
          id: `moltbot-cli ${hostname()
            .replace(/[|,\s]/g, "-")
            .slice(0, 40)}`,
          platform: platform(),
        },
        scopes,
        ...(token !== undefined && { token }),
        ...(joinCode !== undefined && { joinCode }),
        onEvent: (event, payload) => context.io.out.write(`${safeJson({ event, payload })}\n`),
      });
    } catch (error) {
      const wait = waitingFor(error);
      if (wait === undefined) throw error;
      joinCode = undefined;
      if (wait.id !== told) {
        say(context, `Waiting to be approved. Code: ${wait.code}`);
        say(context, `On the gateway's machine: ${`moltbot devices approve ${wait.id}`}`);
      }
      told = wait.id;
      if (o.once === true) return undefined;
      await pause(askEveryMs);
    }
  }
}

function waitingFor(error: unknown): { id: string; code: string } | undefined {
  const data: MoltbotError["data"] = isMoltbotError(error) ? error.data : undefined;
  if (data?.["notPaired"] !== true) return undefined;
  return { id: plainText(data["requestId"], 64), code: plainText(data["code"], 16) };
}

async function readKept(file: string): Promise<Kept> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return { key: createDeviceKey(), tokens: {} };
  const { privateKey, tokens = {} } = JSON.parse(text) as { privateKey: string; tokens?: Record<string, string> };
  return { key: readDeviceKey(privateKey), tokens };
}

/** Whole or not at all, and for nobody else's eyes. */
async function writeKept(file: string, { key, tokens }: Kept): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify({ privateKey: key.privateKey, tokens }, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}
