import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Config, storageSettings } from "@moltbot/config";
import { isMoltbotError, messageOf } from "@moltbot/core";
import type { Facts } from "@moltbot/doctor";
import { runningGateway, withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { commandLine } from "../output/print.ts";

/** What the doctor looks at besides the config and the files. Makes and changes nothing. */
export async function systemFacts(context: Context, config: Config): Promise<Facts> {
  const [kept, sandboxes] = await Promise.all([keptFacts(context, config), sandboxFacts(context, config)]);
  return { ...kept, sandboxes };
}

async function sandboxFacts(context: Context, config: Config): Promise<NonNullable<Facts["sandboxes"]>> {
  const gateway = await import("@moltbot/gateway/doctor");
  const fix = `${commandLine(context, "sandbox", "status")} says what to do.`;
  return gateway.sandboxFacts(config, { stateDir: context.stateDir, fix });
}

/** Asks the gateway, else the store itself; an embedded store that was never opened is not made. */
async function keptFacts(context: Context, config: Config): Promise<Facts> {
  try {
    const running = (await runningGateway(context)) !== undefined;
    const gateway = { running };
    if (
      !running &&
      storageSettings(config).database.url === undefined &&
      !(await exists(join(context.stateDir, "data")))
    )
      return { gateway };
    return {
      gateway,
      ...(await withBackend(context, (backend) => askAll(backend, { running, now: context.io.now() }))),
    };
  } catch (error) {
    const hint = isMoltbotError(error) && error.hint !== undefined ? ` (${error.hint.replace(/\.$/, "")})` : "";
    return { stores: [{ name: "the store", trouble: `${messageOf(error).replace(/\.$/, "")}${hint}` }] };
  }
}

type Backend = Parameters<Parameters<typeof withBackend>[1]>[0];

async function askAll(backend: Backend, { running, now }: { running: boolean; now: number }): Promise<Facts> {
  const status = await backend.status();
  const stores = status.trouble.map((text) => ({ name: "gateway", trouble: text.replace(/\.$/, "") }));
  if (stores.length > 0) return { stores };
  const verdict = await backend.verify();
  const [newest] = await backend.audit({ limit: 1 });
  return {
    stores: [{ name: status.storage }],
    ...(running ? { channels: status.channels } : {}),
    audit: verdict.ok
      ? { ok: true, detail: "" }
      : { ok: false, detail: `at record ${verdict.brokenAt}: ${verdict.because.replace(/\.$/, "")}` },
    ...(newest === undefined ? {} : { clock: { now, newest: Date.parse(newest.at) } }),
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
