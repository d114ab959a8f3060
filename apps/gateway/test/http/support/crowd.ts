import { createDeviceKey } from "@moltbot/device-pairing";
import { connectGateway } from "@moltbot/device-pairing/client";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { operatorCaller } from "../../../src/devices/callers.ts";
import { execConfig, question } from "../../exec-approvals/support.ts";
import { hostilePeople } from "../../support/hostile-people.ts";
import { requestIdOf } from "../../ws/support.ts";
import { signedInWindow } from "./browser.ts";
import { ask, person } from "./people.ts";
import { startServer, type TestServer } from "./server.ts";
import { talked } from "./talk.ts";

const by = { kind: "operator", via: "cli" } as const;

/** An address of every page, by its route. */
export type PageAddresses = Readonly<Record<string, readonly string[]>>;

/** Fills a server with something of everything, under the worst names that people give themselves. */
export async function crowd(server: TestServer): Promise<PageAddresses> {
  const telegram = { botToken: "1:a", allowFrom: ["@boss"] };
  server.config.exec = execConfig({ approvalMode: "once" }, { channels: { telegram } });
  const asked = await Promise.all(
    hostilePeople.map(([id, { name, username = "" }], at) =>
      ask(server, person(String(id)), { displayName: name, username }, { firstMessage: name, claim: `@x${at}` }),
    ),
  );
  await commands(server);
  await peopleOf(server);
  const devices = await devicesOf(server);
  await talked(
    server,
    "telegram:8",
    hostilePeople.map(([, { name }]) => name),
  );
  await talked(server, "#telegram:-100200300", ["hi", "Hello!"]);
  const [first] = asked;
  const who = (id: string): string => encodeURIComponent(`telegram/default:${id}`);
  const session = `/sessions/${who("8")}`;
  return {
    "/": ["/", "/?span=month"],
    "/approvals": ["/approvals", `/approvals?note=already&about=${first?.id}`],
    "/approvals/:id/block": [`/approvals/${first?.id}/block`],
    "/users": ["/users", "/users?state=blocked", "/users?find=%40nobody", "/users?find=8", "/users?note=done"],
    "/users/:who": [`/users/${who("8")}`],
    "/users/:who/block": [`/users/${who("8")}/block`],
    "/users/:who/unpair": [`/users/${who("8")}/unpair`],
    "/users/:who/privacy": [`/users/${who("8")}/privacy`],
    "/users/:who/erase": [`/users/${who("8")}/erase?mode=purge`],
    "/devices": ["/devices", "/devices?note=signed-out"],
    "/devices/:id/:verb": [`/devices/${devices.id}/revoke`],
    "/browsers/:id/sign-out": [`/browsers/${devices.browser}/sign-out`],
    "/sessions": ["/sessions"],
    "/sessions/:name": [session],
    "/sessions/:name/history": [`${session}/history`],
    "/sessions/:name/reset": [`${session}/reset`],
    "/channels": ["/channels"],
    "/audit": ["/audit", "/audit?since=nonsense"],
    "/policy": ["/policy", `/policy?who=${who("903")}&text=%3Cb%3E&tool=exec&command=git%20push`],
    "/doctor": ["/doctor"],
    "/chat": ["/chat?as=stranger", "/chat?as=owner"],
  };
}

async function commands({ app }: TestServer): Promise<void> {
  const granted = await app.exec.ask(question("git log"));
  await app.exec.decide(granted.approval.id, "approve", { by });
  await app.exec.ask(question(`echo '<img src=x onerror=alert(1)>' ${"y".repeat(300)}`, { where: "host" }));
}

async function peopleOf({ app }: TestServer): Promise<void> {
  await app.pairing.admit(person("8"), by);
  await app.pairing.admit(person("7".repeat(60)), by);
  await app.pairing.block(person("9"), by, { reason: "<b>rude</b>\u202e" });
  for (const [id, { name }] of hostilePeople) {
    await app.identities.claimed(person(String(id)), "@boss", { displayName: name, username: "boss" });
  }
}

async function devicesOf(server: TestServer): Promise<{ readonly id: string; readonly browser: string }> {
  const { app, clock } = server;
  const [url, platform] = [`ws://127.0.0.1:${server.port}/ws`, "linux"];
  const connect = (id: string) =>
    connectGateway({ url, key: createDeviceKey(), client: { id, platform }, scopes: ["operator.read"], clock });
  await requestIdOf(connect("waits"));
  await app.devices.approve(await requestIdOf(connect("laptop")), operatorCaller("cli"));
  const [device] = await app.devices.list(operatorCaller("cli"));
  await server.signIn();
  const [browser] = await app.stores.browsers.browsers(clock.now());
  return { id: device?.id ?? "", browser: browser?.id ?? "" };
}

/** A signed-in window before a server with something of everything. */
export async function openCrowd(
  browser: Browser,
  o: BrowserContextOptions,
): Promise<{ readonly server: TestServer; readonly window: BrowserContext; readonly page: Page }> {
  const server = await startServer();
  await crowd(server);
  return { server, ...(await signedInWindow(browser, await server.http.signInLink(), o)) };
}
