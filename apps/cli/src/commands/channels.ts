import { MoltbotError } from "@moltbot/core";
import { renderUnicodeCompact } from "uqr";
import { createApiClient } from "../backend/api-client.ts";
import { runningGateway } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say } from "../output/print.ts";
import { pause } from "../pause.ts";

/** What the API says of a login. */
interface Login {
  readonly status: "linked" | "unlinked" | "waiting";
  readonly as?: string;
  readonly because?: string;
  readonly qr?: string;
  readonly code?: string;
  readonly expiresAt?: string;
}

const lookEveryMs = 1000;

/** `channels login`: only the running gateway speaks for an account. */
export async function logIn(context: Context, channel: string, o: { account?: string }): Promise<ExitCode> {
  const running = await runningGateway(context);
  if (running === undefined) {
    throw new MoltbotError("unavailable", "no gateway runs here", {
      hint: `Start one in another terminal: ${commandLine(context, "gateway")}`,
    });
  }
  const api = createApiClient(running, { timeoutMs: 60_000 });
  const account = encodeURIComponent(o.account ?? "default");
  const path = `/api/v1/channels/${encodeURIComponent(channel)}/${account}/login`;
  let login = (await api.post(path, {})).body as Login;
  for (let shown = ""; login.status === "waiting"; login = (await api.get(path)).body as Login) {
    const secret = login.code ?? login.qr ?? "";
    if (secret !== shown) show(context, login);
    shown = secret;
    await pause(lookEveryMs);
  }
  return conclude(context, login);
}

function show(context: Context, login: Login): void {
  if (context.json) {
    printJson(context, login);
    return;
  }
  if (login.code !== undefined) {
    say(context, "On the phone: WhatsApp, Linked devices, Link a device, Link with phone number instead. Type:");
    context.io.out.write(`${harmless(login.code)}\n`);
    return;
  }
  say(context, "On the phone: WhatsApp, Linked devices, Link a device. Then point it at this:");
  context.io.out.write(`${renderUnicodeCompact(login.qr ?? "")}\n`);
}

function conclude(context: Context, login: Login): ExitCode {
  if (context.json) printJson(context, login);
  if (login.status === "linked") {
    if (!context.json) say(context, `Linked as ${harmless(login.as ?? "")}.`);
    return exitCodes.ok;
  }
  if (!context.json) say(context, `Not linked: ${harmless(login.because ?? "")} Try again.`);
  return exitCodes.failed;
}
