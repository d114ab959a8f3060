import { setTimeout as pause } from "node:timers/promises";
import { createLanes } from "@moltbot/channel";
import type { Harness, TestPerson, TestPlatform } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import type { IrcNetwork } from "../../../test/support/irc.ts";
import type { IrcPerson } from "../../../test/support/irc-person.ts";
import { createChannel } from "../src/index.ts";

let opened = 0;

/** A nickname for whatever somebody calls themselves. */
const nickFor = (name: string, turn: number): string => `${name.replace(/[^A-Za-z]/g, "")}${turn}`;
const accountOf = ({ id }: TestPerson): string => `account${id}`;

interface Crowd extends Pick<TestPlatform, "dm" | "group" | "sent" | "unconfirmed"> {
  leave(): void;
}

/** People with accounts, who write again while the bot is away. */
function createCrowd(network: IrcNetwork, { bot, room, turn }: { bot: string; room: string; turn: number }): Crowd {
  const people = new Map<string, { readonly account: string; readonly person: IrcPerson }>();
  const lanes = createLanes();
  let isOver = false;
  const come = async (from: TestPerson): Promise<IrcPerson> => {
    const nick = nickFor(from.name, turn);
    const known = people.get(from.id)?.person;
    if (known !== undefined && known.nick() !== nick) await known.rename(nick);
    if (known !== undefined) return known;
    const person = await network.person(nick);
    people.set(from.id, { account: accountOf(from), person });
    await person.login(accountOf(from));
    await person.join(room);
    return person;
  };
  const act = (from: TestPerson, target: string, text: string): void => {
    void lanes.run(from.id, async () => {
      const person = await come(from);
      while (!isOver && !(await person.tell(target, text))) await pause(10);
    });
  };
  return {
    dm: (from, text) => act(from, bot, text),
    group: (from, text, o = {}) => act(from, room, o.mention === true ? `${bot}: ${text}` : text),
    unconfirmed: () => 0,
    sent: () =>
      [...people.values()].flatMap(({ account, person }) =>
        person.heard
          .filter(({ from, to }) => from === bot && to === person.nick())
          .map(({ text }) => ({ conversationId: account, text, payloads: [] })),
      ),
    leave() {
      isOver = true;
      for (const { person } of people.values()) person.leave();
    },
  };
}

/** An adapter and people on a real network. */
export async function openIrc(network: IrcNetwork): Promise<Harness> {
  const turn = ++opened;
  const [bot, room] = [`moltbot${turn}`, `#room${turn}`];
  const clock = createManualClock();
  const crowd = createCrowd(network, { bot, room, turn });
  const adapter = (password: string) =>
    createChannel(
      { host: "127.0.0.1", port: network.port, tls: false, nick: bot, password, channels: [room] },
      { name: "irc", account: "default" },
    );
  const wrong = "not-the-password-0815";
  return {
    adapter: adapter(network.password),
    clock,
    secrets: [network.password, wrong],
    rejected: () => adapter(wrong),
    platform: {
      ...crowd,
      botName: bot,
      senderId: accountOf,
      press: () => {},
      own: () => {},
      duplicate: () => {},
      disconnect: () => network.cut(bot),
      rateLimit: () => {},
    },
    close: async () => crowd.leave(),
  };
}
