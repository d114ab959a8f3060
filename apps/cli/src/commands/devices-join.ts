import { MoltbotError, plainText } from "@moltbot/core";
import { renderUnicodeCompact } from "uqr";
import type { RequestView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import type { DeviceDesk, JoinCodeView } from "../devices/desk.ts";
import { withDevices } from "../devices/open-desk.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { relativeTime } from "../output/times.ts";
import { pause } from "../pause.ts";
import { scopeList, wishOf } from "./devices.ts";

const lookEveryMs = 1000;

/** `devices join`: shows a code and waits for the device that comes with it. A person still approves it. */
export function inviteDevice(context: Context, o: { role: string; scopes: string }): Promise<ExitCode> {
  return withDevices(context, async (desk) => {
    if (desk.url === undefined) {
      throw new MoltbotError("unavailable", "no gateway runs here, so no device could come", {
        hint: `Start one in another terminal: ${commandLine(context, "gateway")}`,
      });
    }
    const made = await desk.joinCode({ role: o.role, scopes: scopeList(o.scopes) });
    const address = socketUrl(desk.url);
    if (context.json) {
      printJson(context, { ...made, url: address });
      return exitCodes.ok;
    }
    const { out, now } = context.io;
    out.write(`${renderUnicodeCompact(invitation(address, made.code))}\n`);
    out.write(`Gateway  ${address}\nCode     ${made.code}\n`);
    say(
      context,
      `Scan it, or type both on the device. It works once; its time is over ${relativeTime(made.expiresAt, now())}.`,
    );
    say(context, "Waiting for the device (Ctrl-C ends the wait, not the code) …");
    const request = await arrival(context, desk, made);
    if (request === undefined) {
      say(context, "No device came in time.");
      return exitCodes.failed;
    }
    out.write(
      `${plainText(request.device?.clientId, 64)} on ${plainText(request.device?.platform, 64)} asks for ${plainText(wishOf(request), 200)}. It shows the code ${plainText(request.code, 16)}.\n`,
    );
    sayNext(context, "devices", "approve", request.id);
    return exitCodes.ok;
  });
}

/** What the QR code holds. */
export function invitation(address: string, code: string): string {
  return `moltbot://join?${new URLSearchParams({ gateway: address, code })}`;
}

function socketUrl(url: string): string {
  const address = new URL("/ws", url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

async function arrival(context: Context, desk: DeviceDesk, made: JoinCodeView): Promise<RequestView | undefined> {
  const end = Date.parse(made.expiresAt);
  let isOver = false;
  void context.io.stopped().then(() => {
    isOver = true;
  });
  while (!isOver && context.io.now() < end) {
    const found = (await desk.pending()).find(({ device }) => device?.joinCode === made.id);
    if (found !== undefined) return found;
    await pause(lookEveryMs);
  }
  return undefined;
}
