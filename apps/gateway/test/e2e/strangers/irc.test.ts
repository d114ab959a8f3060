import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type IrcNetwork, startIrcNetwork } from "../../../../../test/support/irc.ts";
import type { IrcPerson } from "../../../../../test/support/irc-person.ts";
import { openApi } from "../../support/api.ts";
import { createGatewayProcess, type GatewayProcess } from "../../support/gateway-process.ts";

const example = fileURLToPath(new URL("../../../../../examples/custom-channel", import.meta.url));
const bot = "moltbot";
const room = "#help";

/** What somebody on IRC does, and whether it asks the bot for something. */
interface IrcAct {
  readonly what: string;
  readonly account: boolean;
  readonly asks: boolean;
  readonly run: (person: IrcPerson) => unknown;
}

const known = (what: string, asks: boolean, run: IrcAct["run"]): IrcAct => ({ what, asks, run, account: true });

const acts: readonly IrcAct[] = [
  known("message", true, (person) => person.tell(bot, "hello")),
  known("command", true, (person) => person.tell(bot, "!run rm -rf /")),
  known("decision", true, (person) => person.tell(bot, "!approve pair_1")),
  known("notice", false, (person) => person.say("NOTICE", bot, "hello")),
  known("request for a version", false, (person) => person.say("PRIVMSG", bot, "\u0001VERSION\u0001")),
  known("offer of a file", false, (person) => person.say("PRIVMSG", bot, "\u0001DCC SEND a 1 1 1\u0001")),
  known("word in a channel", false, (person) => person.join(room).then(() => person.tell(room, "hello"))),
  known("mention in a channel", false, (person) => person.join(room).then(() => person.tell(room, `${bot}: !whoami`))),
  known("new nickname", false, (person) => person.rename(`${person.nick()}x`)),
  known("coming and going", false, (person) => person.join(room).then(() => person.say("PART", room))),
  { what: "message of a guest", account: false, asks: false, run: (person) => person.tell(bot, "hello") },
];

describe.each(["pairing", "allowlist"] as const)("what strangers do on IRC costs nothing under %s", (dmPolicy) => {
  let network: IrcNetwork;
  let gateway: GatewayProcess;
  beforeEach(async () => {
    network = await startIrcNetwork();
    const { port, password } = network;
    const options = { host: "127.0.0.1", port, tls: false, nick: bot, password, channels: [room], everyMs: 0 };
    const groups = { "*": { requireMention: false, allowFrom: ["irc:nobody"] } };
    const irc = { adapter: "moltbot-channel-irc", options, dmPolicy, groups };
    gateway = await createGatewayProcess({ owners: ["irc:olga"], channels: { irc } });
    // What `npm install` would do in the folder of the config.
    await mkdir(join(gateway.stateDir, "node_modules"));
    await symlink(example, join(gateway.stateDir, "node_modules/moltbot-channel-irc"));
    await gateway.start();
  });
  afterEach(async () => {
    await gateway?.remove();
    await network?.stop();
  });

  test("one prompt to who asks, nothing to anybody else, and no agent [R3.1] [R11.3] [R10.2]", async () => {
    const people: IrcPerson[] = [];
    for (const [index, { account }] of acts.entries()) {
      const person = await network.person(`guest${index}`);
      if (account) await person.login(`account${index}`);
      people.push(person);
    }
    for (const [index, { run }] of acts.entries()) await run(people[index] as IrcPerson);
    const owner = await network.person("olga");
    await owner.login("olga");
    await owner.tell(bot, "!whoami");
    await owner.hears("Trust: owner");
    const heard = () => people.map((one) => one.heard.filter(({ from }) => from === bot));
    const expected = acts.map(({ asks }) => (asks && dmPolicy === "pairing" ? 1 : 0));
    // A prompt has several lines, and each is a message here: what counts is its one line that says what to send.
    const prompts = () => heard().map((lines) => lines.filter(({ text }) => text.includes("Send: /pair")).length);
    await vi.waitFor(() => expect(prompts()).toEqual(expected), { timeout: 20_000 });
    for (const [index, lines] of heard().entries()) if (expected[index] === 0) expect(lines).toEqual([]);
    const api = await openApi(gateway.stateDir);
    const records = await api.get<{ event: string; subject?: string }[]>("audit?limit=1000");
    const admitted = records.filter(({ event }) => event === "access.admitted" || event.startsWith("tool."));
    expect(admitted.map(({ subject }) => subject)).toEqual(["irc:olga"]);
  });
});
