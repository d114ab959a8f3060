import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "@moltbot/core";
import type { BinaryNode } from "@whiskeysockets/baileys";
import { WebSocketServer } from "ws";
import { serveClient } from "./client.ts";
import { createDevice } from "./device.ts";
import { createFaults } from "./faults.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import { createPeople, type People } from "./people.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createServerIdentity, trustOwnRoot } from "./root.ts";
import { createSentRecord, type SentRecord } from "./sent.ts";
import { createStanzas } from "./stanzas.ts";
import type {
  WhatsAppContent,
  WhatsAppMessageOptions,
  WhatsAppPerson,
  WhatsAppSent,
  WhatsAppServer,
  WhatsAppServerOptions,
} from "./types.ts";
import { waitForSent } from "./wait.ts";

const bot = { phone: "15550009999", lid: "90000000009999" };

type Writing = Pick<WhatsAppServer, "dm" | "say" | "own">;

/** People write: each message is encrypted, and waits in the mailbox. */
function createWriting(o: { people: People; mailbox: Mailbox; sent: SentRecord; registry: Registry }): Writing {
  const owner: WhatsAppPerson = { phone: bot.phone, name: "Owner" };
  const deliver = async (
    from: WhatsAppPerson,
    content: WhatsAppContent,
    how: WhatsAppMessageOptions & { inGroup: boolean; recipient?: string },
  ): Promise<string> => {
    const chat = how.inGroup ? o.people.group : `${from.phone}@s.whatsapp.net`;
    const last = o.sent.all().findLast((one) => one.chat === chat)?.id;
    const to = o.registry.linked();
    const stanza = await o.people.write(from, content, { ...how, to, ...(last === undefined ? {} : { last }) });
    o.mailbox.put(stanza);
    return stanza.attrs["id"] ?? "";
  };
  return {
    dm: (from, content, how) => deliver(from, content, { ...how, inGroup: false }),
    say: (from, content, how) => deliver(from, content, { ...how, inGroup: true }),
    own: (to, content) => deliver(owner, content, { inGroup: false, recipient: `${to.phone}@s.whatsapp.net` }),
  };
}

function joining(group: string, { phone }: WhatsAppPerson, clock: Clock): BinaryNode {
  const jid = `${phone}@s.whatsapp.net`;
  const added = { tag: "add", attrs: {}, content: [{ tag: "participant", attrs: { jid } }] };
  const t = String(Math.floor(clock.now() / 1000));
  const attrs = { id: `join-${phone}`, type: "w:gp2", from: group, participant: jid, t };
  return { tag: "notification", attrs, content: [added] };
}

/**
 * Starts a server on 127.0.0.1 that speaks WhatsApp Web's protocol with real Baileys: the Noise handshake, its binary
 * stanzas, linking by QR code and by pairing code, and Signal-encrypted messages from and to people with keys of their
 * own. Stanzas wait until the bot confirms them, whatever happens to the bot. While one runs, Baileys trusts this
 * process's root in place of WhatsApp's: the real WhatsApp is out of reach.
 *
 * @throws Error when the port is taken
 */
export async function startWhatsAppServer(options: WhatsAppServerOptions = {}): Promise<WhatsAppServer> {
  const clock = options.clock ?? systemClock;
  const distrust = trustOwnRoot();
  const [phone, identity] = [createDevice(), createServerIdentity()];
  const people = createPeople(bot, phone, clock);
  const mailbox = createMailbox();
  const sent = createSentRecord(people.deviceOf);
  const faults = createFaults(clock);
  const registry = createRegistry({ bot, phone, mailbox, faults });
  const typed: string[] = [];
  const typing = (to: string): void => void typed.push(to);
  const stanzas = createStanzas({ people, mailbox, sent, faults, registry, clock, typing });
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: options.port ?? 0 });
  await once(sockets, "listening");
  sockets.on("connection", (socket) => {
    serveClient(socket, identity, { hello: registry.greet, node: stanzas.take, gone: registry.gone });
  });

  const writing = createWriting({ people, mailbox, sent, registry });
  return {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/ws/chat`,
    bot,
    group: people.group,
    person(number, o = {}) {
      // Everybody has a LID; Baileys cannot write first to somebody without one.
      const lid = o.lid ?? `7${number.padStart(15, "0")}`;
      const person: WhatsAppPerson = { ...o, lid, phone: number, name: o.name ?? `Person ${number}` };
      people.add(person);
      return person;
    },
    scan: registry.scan,
    enterCode: registry.enterCode,
    unlink: registry.unlink,
    ...writing,
    join: (person) => mailbox.tell(joining(people.group, person, clock)),
    again: mailbox.again,
    unconfirmed: mailbox.waiting,
    receipts: mailbox.receipts,
    typing: () => typed,
    sent: sent.all,
    waitFor: (matches: (one: WhatsAppSent) => boolean, timeoutMs = 5000) => waitForSent(sent, matches, timeoutMs),
    connections: registry.connections,
    disconnect: registry.disconnect,
    floodFor: faults.floodFor,
    refuseNext: faults.refuseNext,
    failWith(error) {
      faults.failWith(error);
      if (error !== undefined) registry.fail();
    },
    async stop() {
      distrust();
      registry.disconnect();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}
