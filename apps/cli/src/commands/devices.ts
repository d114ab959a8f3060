import { MoltbotError, plainText } from "@moltbot/core";
import type { RequestView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import type { DeviceChange, DeviceDesk, DeviceView } from "../devices/desk.ts";
import { withDevices } from "../devices/open-desk.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `devices list`. */
export async function listDevices(context: Context): Promise<ExitCode> {
  const devices = await withDevices(context, (desk) => desk.list());
  if (context.json) {
    printJson(context, devices);
    return exitCodes.ok;
  }
  if (devices.length === 0) {
    say(context, "No device was let in yet. Invite one:");
    sayNext(context, "devices", "join");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<DeviceView>[] = [
    { title: "ID", cell: ({ id }) => id.slice(0, 16) },
    { title: "NAME", cell: nameOf, shrinkTo: 8 },
    { title: "PLATFORM", cell: ({ platform }) => platform, shrinkTo: 6, leaveOut: 1 },
    { title: "MAY", cell: rightsOf, shrinkTo: 12 },
    {
      title: "SEEN",
      cell: ({ lastSeenAt }) => (lastSeenAt === undefined ? "never" : relativeTime(lastSeenAt, now())),
      leaveOut: 2,
    },
  ];
  out.write(table(devices, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  return exitCodes.ok;
}

function nameOf({ label, clientId }: DeviceView): string {
  return label ?? clientId;
}

function rightsOf({ roles }: DeviceView): string {
  const words = { active: "", waiting: " (no token yet)", revoked: " (revoked)" };
  return roles.map(({ role, scopes, state }) => `${role}: ${scopes.join(", ") || "nothing"}${words[state]}`).join("; ");
}

/** `devices pending`. */
export async function listWaiting(context: Context): Promise<ExitCode> {
  const requests = await withDevices(context, (desk) => desk.pending());
  if (context.json) {
    printJson(context, requests);
    return exitCodes.ok;
  }
  const [first] = requests;
  if (first === undefined) {
    say(context, "No device waits.");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<RequestView>[] = [
    { title: "ID", cell: ({ id }) => id },
    { title: "NAME", cell: ({ device }) => device?.clientId ?? "", shrinkTo: 6 },
    { title: "PLATFORM", cell: ({ device }) => device?.platform ?? "", shrinkTo: 6, leaveOut: 1 },
    { title: "CODE", cell: ({ code }) => code ?? "" },
    { title: "ASKS FOR", cell: wishOf, shrinkTo: 12 },
    { title: "ENDS", cell: ({ expiresAt }) => relativeTime(expiresAt, now()), leaveOut: 2 },
  ];
  out.write(table(requests, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  say(context, "Compare the code with the one that the device shows before you approve.");
  sayNext(context, "devices", "approve", first.id);
  return exitCodes.ok;
}

/** What a device asks for, in a few words. */
export function wishOf({ device }: RequestView): string {
  return device === undefined ? "" : `${device.role}: ${device.scopes.join(", ") || "nothing"}`;
}

/** `devices approve` and `devices reject`. */
export async function answerDevice(context: Context, id: string, decision: "approve" | "deny"): Promise<ExitCode> {
  const answer = await withDevices(context, (desk) => desk.answer(id, decision));
  if (context.json) {
    printJson(context, answer);
    return exitCodes.ok;
  }
  const name = plainText(answer.request.device?.clientId, 64);
  if (answer.status === "voted") {
    context.io.out.write(`Your approval counts: ${answer.have} of ${answer.need} for ${name}.\n`);
  } else if (answer.status === "denied") {
    context.io.out.write(`Turned away: ${name}.\n`);
  } else {
    context.io.out.write(`Let in: ${name} as ${plainText(wishOf(answer.request), 200)}.\n`);
    say(context, "It gets its token when it connects again.");
  }
  return exitCodes.ok;
}

/** `devices rotate`. */
export function rotateDevice(context: Context, id: string, o: { role: string; scopes?: string }): Promise<ExitCode> {
  const scopes = o.scopes === undefined ? {} : { scopes: scopeList(o.scopes) };
  return change(
    context,
    id,
    (desk, deviceId) => desk.change(deviceId, "rotate", { role: o.role, ...scopes }),
    "Its token has ended. It fetches a new one when it next connects.",
  );
}

/** `devices revoke`. */
export function revokeDevice(context: Context, id: string, o: { role: string }): Promise<ExitCode> {
  return change(
    context,
    id,
    (desk, deviceId) => desk.change(deviceId, "revoke", { role: o.role }),
    "Revoked. Its connections close within a second; it has to be approved again.",
  );
}

/** `devices remove`. */
export function removeDevice(context: Context, id: string): Promise<ExitCode> {
  return change(context, id, (desk, deviceId) => desk.remove(deviceId), "Removed.");
}

/** `devices label`. */
export function labelDevice(context: Context, id: string, name: string): Promise<ExitCode> {
  return change(context, id, (desk, deviceId) => desk.label(deviceId, name), "Named.");
}

/** Scopes as they are typed: separated by commas or blanks. */
export function scopeList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

async function change(
  context: Context,
  id: string,
  act: (desk: DeviceDesk, deviceId: string) => Promise<DeviceChange>,
  done: string,
): Promise<ExitCode> {
  const result = await withDevices(context, async (desk) => act(desk, await wholeId(desk, id)));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const name = plainText(nameOf(result.device), 64);
  const text = result.status === "unchanged" ? "Nothing changed: it was so already." : done;
  context.io.out.write(`${name} (${result.device.id.slice(0, 16)}): ${text}\n`);
  return exitCodes.ok;
}

/** Hashes are long: a beginning of at least eight characters that fits one device will do. */
async function wholeId(desk: DeviceDesk, text: string): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  const fitting = /^[0-9a-f]{8,63}$/.test(text) ? (await desk.list()).filter(({ id }) => id.startsWith(text)) : [];
  const [only, another] = fitting;
  if (only !== undefined && another === undefined) return only.id;
  throw new MoltbotError(
    another === undefined ? "not_found" : "conflict",
    another === undefined ? "there is no such device" : `"${plainText(text, 64)}" fits ${fitting.length} devices`,
    { hint: "moltbot devices list shows them; write at least eight characters of the id." },
  );
}
