import type { ChannelAdapter, ChannelHost, InboundMessage } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import type { ChannelSpec } from "../../../src/channels/spec.ts";

/** A channel whose adapter can be made to crash: another one takes its place after a while, as in another process. */
export interface Crashing {
  readonly spec: ChannelSpec;
  crash(): Promise<void>;
  /** How often it crashed. */
  count(): number;
  /** Whether the answer to a send of this text was lost: then nobody knows whether it arrived, and it is sent again. */
  wasCut(text: string): boolean;
}

/** Wraps the channel of `inner`. */
export function crashing(inner: ChannelSpec): Crashing {
  let live: { adapter: ChannelAdapter; host: ChannelHost } | undefined;
  /** Of the gateway that runs. */
  let host: ChannelHost | undefined;
  let crashes = 0;
  const cut = new Set<string>();
  const gone = (): MoltbotError => new MoltbotError("unavailable", "The adapter crashed.");
  return {
    count: () => crashes,
    wasCut: (text) => cut.has(text),
    async crash() {
      const before = live;
      if (before === undefined) return;
      live = undefined;
      crashes += 1;
      await before.adapter.stop();
      const adapter = await inner.create();
      await adapter.start(before.host).catch(() => undefined);
      // Its gateway may have ended meanwhile.
      if (host === before.host) live = { adapter, host };
      else await adapter.stop();
    },
    spec: {
      ...inner,
      async create() {
        const first = await inner.create();
        return {
          ...first,
          async start(given) {
            await first.start(given);
            host = given;
            live = { adapter: first, host };
          },
          async send(to, message) {
            if (live === undefined) throw gone();
            return await live.adapter.send(to, message).catch((error: unknown) => {
              cut.add(message.text);
              throw error;
            });
          },
          async edit(sent, message) {
            await live?.adapter.edit?.(sent, message);
          },
          async typing(to) {
            await live?.adapter.typing?.(to);
          },
          probe: async () => (await live?.adapter.probe()) ?? { status: "down", detail: "crashed" },
          async stop() {
            const last = live?.adapter ?? first;
            [live, host] = [undefined, undefined];
            await last.stop();
          },
        };
      },
    },
  };
}

/** A channel of the worst kind: it floods, hands over what is none, and neither takes a message nor lets go of one. */
export function badChannel(): { readonly spec: ChannelSpec; said(): number } {
  let said = 0;
  const talk = (host: ChannelHost): void => {
    const id = `bad-${said++}`;
    const place = said % 2 === 0 ? "hangs" : "throws";
    const conversation = { channel: "bad", account: "default", kind: "dm", id: place } as const;
    const message: InboundMessage = {
      id,
      event: "message",
      conversation,
      sender: { id: place, isBot: false },
      text: `/${id}`,
      at: host.clock.now(),
      mentionsBot: false,
      repliesToBot: false,
      own: false,
      attachments: [],
    };
    host.onMessage(message).catch(() => undefined);
    if (said % 10 === 0) void Promise.resolve(host.onMessage(undefined as never)).catch(() => undefined);
  };
  return {
    said: () => said,
    spec: {
      channel: "bad",
      account: "default",
      async create() {
        let cancel = (): void => {};
        return {
          name: "bad",
          limits: { text: 100, actionPayload: 0, edit: false, actions: false, typing: true },
          identity: { username: "mutable", phone: "none", email: "none" },
          async start(host) {
            const again = (): void => {
              talk(host);
              cancel = host.clock.after(20_000, again);
            };
            again();
          },
          send: (to) => (to.id === "hangs" ? new Promise(() => {}) : Promise.reject(new TypeError("no"))),
          typing: () => new Promise(() => {}),
          probe: () => Promise.reject(new Error("no")),
          async stop() {
            cancel();
          },
        };
      },
    },
  };
}
