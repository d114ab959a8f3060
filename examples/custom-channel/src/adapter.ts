import { type ChannelAdapter, type ChannelHealth, type ChannelHost, createLanes } from "@moltbot/channel";
import { MoltbotError, messageOf, sleep } from "@moltbot/core";
import { createDeliveries, type Deliveries } from "./deliver.ts";
import type { IrcOptions } from "./options.ts";
import { createPeople } from "./people.ts";
import { createPace, send, textLimit } from "./send.ts";
import { openSession, type Session } from "./session.ts";
import { translate } from "./translate.ts";

/** Above it the adapter stops reading until the host has caught up. */
const mostWaiting = 500;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

interface Running {
  readonly host: ChannelHost;
  readonly deliveries: Deliveries;
  readonly pace: (signal: AbortSignal) => Promise<void>;
  session: Session | undefined;
}

/** IRC as a channel. `name` and `account` are what the config calls it. */
export function createIrcAdapter(o: IrcOptions, { name, account }: { name: string; account: string }): ChannelAdapter {
  const ending = new AbortController();
  const people = createPeople();
  const speaking = createLanes();
  let running: Running | undefined;
  let starting = false;
  let health: ChannelHealth = { status: "down", detail: "The channel is not running." };

  const stopped = (): MoltbotError => new MoltbotError("unavailable", "The IRC channel is not running.");

  async function connect(self: Running): Promise<void> {
    const session = await openSession(o, self.host, (line, { nick, wire }) => {
      const reading = { channel: name, account, nick: nick(), guests: o.guests, now: self.host.clock.now() };
      const message = translate(line, reading);
      if (message === undefined || ending.signal.aborted) return;
      people.seen(message.sender.id, line.source);
      self.deliveries.add(message);
      wire.hold(self.deliveries.waiting() > mostWaiting);
    });
    if (ending.signal.aborted) {
      session.wire.end();
      throw stopped();
    }
    self.session = session;
    const closed = session.closed.join("; ");
    health = closed === "" ? { status: "ok" } : { status: "degraded", detail: `Channels not joined: ${closed}` };
  }

  /** Connects again whenever the line is cut, with longer and longer pauses while that fails. */
  async function keepUp(self: Running): Promise<void> {
    const { clock, log } = self.host;
    let pause = firstPauseMs;
    while (!ending.signal.aborted) {
      const since = clock.now();
      const because = await self.session?.wire.ended;
      if (ending.signal.aborted) return;
      self.session = undefined;
      health = { status: "degraded", detail: `The IRC server is out of reach: ${because}. It is tried again.` };
      log.warn("the IRC connection was lost", { channel: name, account, because });
      if (clock.now() - since > longestPauseMs) pause = firstPauseMs;
      while (self.session === undefined && !ending.signal.aborted) {
        await sleep(clock, pause, ending.signal);
        pause = Math.min(pause * 2, longestPauseMs);
        if (!ending.signal.aborted) await connect(self).catch((error: unknown) => failed(self, error));
      }
    }
  }

  function failed({ host }: Running, error: unknown): void {
    if (!ending.signal.aborted) health = { status: "down", detail: messageOf(error) };
    host.log.warn("no IRC connection", { channel: name, account, error: messageOf(error) });
  }

  return {
    name,
    limits: { text: textLimit, actionPayload: 0, edit: false, actions: false, typing: false },
    identity: { username: "mutable", phone: "none", email: "none" },
    async start(host) {
      if (ending.signal.aborted) throw stopped();
      if (starting || running !== undefined) throw new MoltbotError("conflict", "The IRC channel runs already.");
      starting = true;
      const still = (): void => self.session?.wire.hold(deliveries.waiting() > mostWaiting);
      const deliveries = createDeliveries(host, ending.signal, still);
      const self: Running = { host, deliveries, pace: createPace(host.clock, o.flood), session: undefined };
      try {
        await connect(self);
        running = self;
        void keepUp(self);
      } catch (error) {
        health = { status: "down", detail: messageOf(error) };
        throw error;
      } finally {
        starting = false;
      }
    },
    // One message after the other: their lines must not mix, and neither must the answers of the server.
    send: (to, message) =>
      speaking.run("", async () => {
        const { session, pace } = running ?? {};
        if (session === undefined || pace === undefined || ending.signal.aborted) throw stopped();
        return await send(to, message, { session, people, guests: o.guests, pace: () => pace(ending.signal) });
      }),
    probe: async () => health,
    async stop() {
      ending.abort();
      health = { status: "down", detail: "The channel was stopped." };
      running?.session?.wire.end();
      await running?.deliveries.idle();
    },
  };
}
