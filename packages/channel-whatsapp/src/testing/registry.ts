import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Client } from "./client.ts";
import type { Device } from "./device.ts";
import type { Faults } from "./faults.ts";
import { type Candidate, greet, type LinkedDevice } from "./linking.ts";
import type { Mailbox } from "./mailbox.ts";
import { createPhoneLinking } from "./phone-linking.ts";

/** Which device is linked, which ones ask to be, and who is connected. */
export interface Registry {
  /** A handshake is through. */
  greet(client: Client): void;
  gone(client: Client): void;
  /** Whether a stanza was part of linking. */
  takes(client: Client, node: BinaryNode): boolean;
  /** The linked device. @throws Error when there is none */
  linked(): LinkedDevice;
  scan(qr: string): Promise<void>;
  enterCode(code: string): Promise<void>;
  unlink(): void;
  connections(): number;
  disconnect(): void;
  /** Ends connections with the current stream error. */
  fail(): void;
}

/** What a registry works with. */
export interface RegistryParts {
  readonly bot: { readonly phone: string; readonly lid: string };
  readonly phone: Device;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
}

function end(client: Client, node: BinaryNode): void {
  client.send(node);
  client.close();
}

function logIn(
  client: Client,
  linked: LinkedDevice | undefined,
  { bot, mailbox }: Pick<RegistryParts, "bot" | "mailbox">,
): void {
  const known = linked !== undefined && client.hello?.noiseKey.equals(linked.noiseKey) === true;
  if (!known) {
    end(client, { tag: "failure", attrs: { reason: "401" } });
    return;
  }
  client.send({ tag: "success", attrs: { lid: `${bot.lid}:12@lid`, t: "1" } });
  mailbox.open(client);
}

/** Nothing is linked yet. */
export function createRegistry({ bot, phone, mailbox, faults }: RegistryParts): Registry {
  const clients = new Set<Client>();
  const candidates = new Map<Client, Candidate>();
  let linked: LinkedDevice | undefined;
  let connections = 0;
  let refs = 0;
  const linking = createPhoneLinking({
    phone,
    bot,
    candidates,
    link(device) {
      linked = device;
    },
  });
  return {
    greet(client) {
      connections += 1;
      clients.add(client);
      const failing = faults.streamError();
      if (failing !== undefined) end(client, failing);
      else if (!client.hello?.payload.devicePairingData) logIn(client, linked, { bot, mailbox });
      else {
        const offered = Array.from({ length: 6 }, () => `ref-${++refs}`);
        candidates.set(client, { client, refs: offered });
        client.send(greet(offered));
      }
    },
    gone(client) {
      clients.delete(client);
      candidates.delete(client);
      if (clients.size === 0) mailbox.close();
    },
    takes: (client, node) => linking.takes(client, node) || candidates.has(client),
    linked() {
      if (linked === undefined) throw new Error("No device is linked.");
      return linked;
    },
    scan: linking.scan,
    enterCode: linking.enterCode,
    unlink() {
      linked = undefined;
      const conflict = { tag: "conflict", attrs: { type: "device_removed" } };
      for (const client of clients) end(client, { tag: "stream:error", attrs: { code: "401" }, content: [conflict] });
    },
    connections: () => connections,
    disconnect() {
      for (const client of clients) client.close();
    },
    fail() {
      const failing = faults.streamError();
      if (failing !== undefined) for (const client of clients) end(client, failing);
    },
  };
}
