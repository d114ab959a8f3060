import { type BinaryNode, decodeBinaryNode, encodeBinaryNode } from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import { createServerNoise, type Hello } from "./noise.ts";
import type { ServerIdentity } from "./root.ts";

/** A device that is connected. */
export interface Client {
  /** After the handshake. */
  hello: Hello | undefined;
  send(node: BinaryNode): void;
  close(): void;
}

/** What happens on a connection, one after the other. */
export interface ClientEvents {
  readonly hello: (client: Client) => Promise<void> | void;
  readonly node: (client: Client, node: BinaryNode) => Promise<void> | void;
  readonly gone: (client: Client) => void;
}

/** Speaks the protocol on `socket`; whatever breaks it ends the connection. */
export function serveClient(socket: WebSocket, identity: ServerIdentity, events: ClientEvents): void {
  let work: Promise<void> = Promise.resolve();
  const queue = (task: () => Promise<void> | void): void => {
    work = work.then(task).catch(() => socket.terminate());
  };
  const client: Client = {
    hello: undefined,
    send(node) {
      if (socket.readyState === socket.OPEN) socket.send(noise.seal(encodeBinaryNode(node)));
    },
    close: () => socket.terminate(),
  };
  const noise = createServerNoise({
    identity,
    answer: (frame) => socket.send(frame),
    hello(hello) {
      client.hello = hello;
      queue(() => events.hello(client));
    },
  });
  socket.on("message", (data) => {
    try {
      for (const frame of noise.receive(data as Buffer)) {
        queue(async () => await events.node(client, await decodeBinaryNode(Buffer.from(frame))));
      }
    } catch {
      socket.terminate();
    }
  });
  socket.on("close", () => events.gone(client));
}
