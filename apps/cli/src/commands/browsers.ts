import { plainText } from "@moltbot/core";
import type { BrowserView } from "@moltbot/gateway";
import type { Context } from "../context.ts";
import { withDevices } from "../devices/open-desk.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `devices browsers`: who is signed in to the dashboard. */
export async function listBrowsers(context: Context): Promise<ExitCode> {
  const browsers = await withDevices(context, (desk) => desk.browsers());
  if (context.json) {
    printJson(context, browsers);
    return exitCodes.ok;
  }
  const [first] = browsers;
  if (first === undefined) {
    say(context, "No browser is signed in to the dashboard.");
    sayNext(context, "dashboard");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<BrowserView>[] = [
    { title: "ID", cell: ({ id }) => id.slice(0, 16) },
    { title: "BROWSER", cell: ({ name }) => name, shrinkTo: 8 },
    { title: "SIGNED IN", cell: ({ signedInAt }) => relativeTime(signedInAt, now()), leaveOut: 2 },
    { title: "SEEN", cell: ({ lastSeenAt }) => relativeTime(lastSeenAt, now()) },
    { title: "ENDS", cell: ({ expiresAt }) => relativeTime(expiresAt, now()), leaveOut: 1 },
  ];
  out.write(table(browsers, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  sayNext(context, "devices", "sign-out", first.id.slice(0, 16));
  return exitCodes.ok;
}

/** `devices sign-out`. */
export async function signOutBrowser(context: Context, id: string): Promise<ExitCode> {
  const browser = await withDevices(context, (desk) => desk.signOut(id));
  if (context.json) {
    printJson(context, browser);
    return exitCodes.ok;
  }
  context.io.out.write(`Signed out: ${plainText(browser.name, 64)} (${browser.id.slice(0, 16)}).\n`);
  say(context, "Its pages stop within a second. It needs a new link to come back.");
  return exitCodes.ok;
}
