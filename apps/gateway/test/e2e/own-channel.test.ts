import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type IrcNetwork, startIrcNetwork } from "../../../../test/support/irc.ts";
import type { IrcPerson } from "../../../../test/support/irc-person.ts";
import { openApi } from "../support/api.ts";
import { createGatewayProcess, type GatewayProcess } from "../support/gateway-process.ts";

const example = fileURLToPath(new URL("../../../../examples/custom-channel", import.meta.url));

let network: IrcNetwork;
let gateway: GatewayProcess;
beforeAll(async () => {
  network = await startIrcNetwork();
  const { port, password } = network;
  gateway = await createGatewayProcess({
    owners: ["irc:olga"],
    channels: {
      irc: {
        adapter: "moltbot-channel-irc",
        options: { host: "127.0.0.1", port, tls: false, nick: "moltbot", password, channels: ["#help"], everyMs: 0 },
      },
    },
  });
  // What `npm install` would do in the folder of the config.
  await mkdir(join(gateway.stateDir, "node_modules"));
  await symlink(example, join(gateway.stateDir, "node_modules/moltbot-channel-irc"));
});
afterAll(async () => {
  await gateway?.remove();
  await network?.stop();
});

async function come(nick: string, account?: string): Promise<IrcPerson> {
  const person = await network.person(nick);
  if (account !== undefined) await person.login(account);
  return person;
}

test("[R10.2] the config names a package, and a stranger on IRC is asked to pair, let in and answered", async () => {
  await gateway.start();
  const [ada, guest] = [await come("ada1", "ada"), await come("ada")];
  await guest.tell("moltbot", "I am Ada, really");
  await ada.tell("moltbot", "Hello, I'm Ada");
  await ada.hears("Send: /pair");
  await ada.tell("moltbot", "/pair");
  await ada.hears("Pairing request sent");
  const api = await openApi(gateway.stateDir);
  const waiting = await api.get<{ id: string; userId: string }[]>("approvals");
  expect(waiting.map(({ userId }) => userId)).toEqual(["ada"]);
  expect((await api.post(`approvals/${waiting[0]?.id}`, { decision: "approve" })).status).toBe(200);
  await ada.hears("Paired! You can chat now");
  // Under another nickname she is who she was; her old one is somebody else's now.
  await ada.rename("countess");
  await guest.rename("ada1");
  await ada.tell("moltbot", "!whoami");
  await ada.hears("Trust: paired");
  await guest.tell("moltbot", "!whoami");
  await ada.join("#help");
  await ada.tell("#help", "moltbot: /whoami");
  await ada.hears("irc:ada");
  expect(guest.heard).toEqual([]);
  expect(gateway.log()).not.toContain(network.password);
  expect(await gateway.stop()).toBe(0);
}, 240_000);
