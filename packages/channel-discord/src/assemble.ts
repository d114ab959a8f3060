import type { ChannelHost } from "@moltbot/channel";
import { createAnswers } from "./answers.ts";
import { createCatchUp } from "./catch-up.ts";
import { createConversations } from "./conversations.ts";
import { createCursors } from "./cursors.ts";
import { createDelivery, type EventKind } from "./deliver.ts";
import { createDirectChannels } from "./direct-channels.ts";
import { createLink, type Link, type LinkListener } from "./link.ts";
import { type Me, readMe } from "./people.ts";
import { createPersist } from "./persist.ts";
import { fields } from "./read.ts";
import type { Running } from "./running.ts";
import type { Self } from "./self.ts";
import { createSender } from "./send.ts";
import { createStream, type Stream } from "./stream.ts";

const kinds: ReadonlySet<string | null> = new Set<EventKind>([
  "MESSAGE_CREATE",
  "MESSAGE_UPDATE",
  "INTERACTION_CREATE",
]);

function isKind(t: string | null): t is EventKind {
  return kinds.has(t);
}

/** The parts of one connection, not connected yet. `closed` hears when Discord ends it for good. */
export function assemble(self: Self, host: ChannelHost, closed: (code: number) => void): Running {
  const { account, health } = self;
  const ending = new AbortController();
  const signal = AbortSignal.any([self.ending.signal, ending.signal]);
  const { clock, log } = host;
  let me: Me | undefined;
  let introduced = (): void => {};
  const ready = new Promise<void>((resolve) => {
    introduced = resolve;
  });
  const listener: LinkListener = {
    packet({ t, d }, done) {
      if (t === "READY") {
        me = readMe(fields(d) ?? {}) ?? me;
        if (me !== undefined) introduced();
        stream.sessionBegan();
      }
      if (isKind(t) && !signal.aborted) stream.take(t, d, done);
      else done();
    },
    lost(shard) {
      if (signal.aborted) return;
      const detail = "The connection to Discord was lost and is being restored.";
      health.raise(`shard ${shard}`, { status: "degraded", detail });
    },
    restored: (shard) => health.clear(`shard ${shard}`),
    closed,
  };
  const { token } = account;
  const link: Link = createLink({ ...self, token, listener });
  const calls = self.callsOn(link.rest, clock);
  const cursors = createCursors(self.cursors, { clock, log, account: account.name });
  const direct = createDirectChannels(calls);
  const conversations = createConversations({
    place: { channel: "discord", account: account.name },
    me: () => me,
    calls,
    direct,
    known: link.channel,
  });
  const deliver = createDelivery({
    host,
    account: account.name,
    me: () => me,
    conversations,
    cursors,
    botRole: link.botRole,
  });
  const persist = createPersist({ clock, health, log, account, signal });
  const answers = createAnswers({ calls, me: () => me, clock, log });
  const catchUp = createCatchUp({ calls, deliver, persist, cursors, clock, log, account: account.name });
  const stream: Stream = createStream({ deliver, persist, answers, cursors, catchUp, signal });
  const sender = createSender({ calls, direct, cursors, log: self.log, clock: () => host.clock });
  return { link, calls, stream, cursors, sender, me: () => me, ready, end: () => ending.abort() };
}
