import type { Clock } from "@moltbot/core";
import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Client } from "./client.ts";
import type { Faults } from "./faults.ts";
import type { Mailbox } from "./mailbox.ts";
import { server } from "./nodes.ts";
import type { People } from "./people.ts";
import { answerQuery } from "./queries.ts";
import type { Registry } from "./registry.ts";
import type { SentRecord } from "./sent.ts";

/** What a logged-in device sends. */
export interface Stanzas {
  take(client: Client, node: BinaryNode): Promise<void>;
}

/** What stanzas are answered with. */
export interface StanzaParts {
  readonly people: People;
  readonly mailbox: Mailbox;
  readonly sent: SentRecord;
  readonly faults: Faults;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Told whom the bot shows that it types. */
  readonly typing: (to: string) => void;
}

/** Answers queries, takes messages, notes receipts. */
export function createStanzas({ people, mailbox, sent, faults, registry, clock, typing }: StanzaParts): Stanzas {
  const acknowledge = (client: Client, { attrs }: BinaryNode, error: number | undefined): void => {
    const t = String(Math.floor(clock.now() / 1000));
    const answer = { id: attrs["id"] ?? "", class: "message", from: attrs["to"] ?? server, t };
    client.send({ tag: "ack", attrs: error === undefined ? answer : { ...answer, error: String(error) } });
  };
  return {
    async take(client, node) {
      if (registry.takes(client, node)) return;
      const asked = node.tag === "receipt" && node.attrs["type"] === "retry";
      const again = asked ? await people.rewrite(node.attrs["id"] ?? "") : undefined;
      if (again !== undefined) return mailbox.put(again);
      if (node.tag === "receipt" || (node.tag === "ack" && node.attrs["class"] === "message")) mailbox.confirm(node);
      else if (node.tag === "iq" && node.attrs["type"] !== "result") client.send(answerQuery(people, node));
      else if (node.tag === "chatstate") typing(node.attrs["to"] ?? "");
      else if (node.tag === "message") {
        const refused = faults.refusal();
        if (refused === undefined) await sent.take(node, registry.linked().jid);
        acknowledge(client, node, refused);
      }
    },
  };
}
