import type { Command } from "commander";
import type { Program } from "./parts.ts";

const request = "the whole id: dev_…";
const device = "the device's id, or a beginning of it that fits no other";
const role = ["--role <role>", "operator or node", "operator"] as const;

/** `devices list|pending|approve|reject|rotate|revoke|remove|label|join|connect|browsers|sign-out`. */
export function addDevices(program: Program): void {
  const devices = program.root.command("devices").description("devices that may use the gateway, and those that ask");
  addRequests(devices, program);
  addChanges(devices, program);
  addArrivals(devices, program);
  addBrowsers(devices, program);
}

function addRequests(devices: Command, { run }: Program): void {
  devices
    .command("list")
    .description("list the devices that were let in")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).listDevices(context)),
    );
  devices
    .command("pending")
    .description("list the devices that wait to be approved")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).listWaiting(context)),
    );
  devices
    .command("approve")
    .description("let a device in; compare the code that it shows first")
    .argument("<id>", request)
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).answerDevice(context, id, "approve")),
    );
  devices
    .command("reject")
    .description("turn a device away")
    .argument("<id>", request)
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).answerDevice(context, id, "deny")),
    );
}

function addChanges(devices: Command, { run }: Program): void {
  devices
    .command("rotate")
    .description("end a device's token; it fetches a new one when it next connects")
    .argument("<device>", device)
    .option(...role)
    .option("--scopes <list>", "keep only these, separated by commas")
    .action((id: string, o: { role: string; scopes?: string }, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).rotateDevice(context, id, o)),
    );
  devices
    .command("revoke")
    .description("end a device's token for good: it has to be approved again")
    .argument("<device>", device)
    .option(...role)
    .action((id: string, o: { role: string }, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).revokeDevice(context, id, o)),
    );
  devices
    .command("remove")
    .description("forget a device and what it asks for")
    .argument("<device>", device)
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).removeDevice(context, id)),
    );
  devices
    .command("label")
    .description("give a device a name of your own")
    .argument("<device>", device)
    .argument("<name>", "what people call it")
    .action((id: string, name: string, _, command) =>
      run(command, async (context) => (await import("../commands/devices.ts")).labelDevice(context, id, name)),
    );
}

function addArrivals(devices: Command, { run }: Program): void {
  devices
    .command("join")
    .description("invite a new device by a code that works once, within five minutes")
    .option(...role)
    .option("--scopes <list>", "the most that it may ask for, separated by commas", "operator.read")
    .action((o: { role: string; scopes: string }, command) =>
      run(command, async (context) => (await import("../commands/devices-join.ts")).inviteDevice(context, o)),
    );
  devices
    .command("connect")
    .description("make this machine a device of a gateway, and follow what it tells")
    .argument("<url>", "ws://host:port/ws")
    .option("--scopes <list>", "what to ask for, separated by commas", "operator.read")
    .option("--join-code <code>", "the code of an invitation")
    .option("--once", "connect, say what came of it, and end")
    .action((url: string, o: { scopes: string; joinCode?: string; once?: boolean }, command) =>
      run(command, async (context) => (await import("../commands/devices-connect.ts")).connectDevice(context, url, o)),
    );
}

function addBrowsers(devices: Command, { run }: Program): void {
  devices
    .command("browsers")
    .description("list the browsers that are signed in to the dashboard")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/browsers.ts")).listBrowsers(context)),
    );
  devices
    .command("sign-out")
    .description("sign a browser out of the dashboard")
    .argument("<browser>", "its id, or a beginning of it that fits no other")
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/browsers.ts")).signOutBrowser(context, id)),
    );
}
