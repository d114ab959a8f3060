import { type IncomingMessage, request } from "node:http";
import { MoltbotError } from "@moltbot/core";
import { type ConnectParts, openConnection } from "./connect.ts";
import type { Deadline } from "./limits.ts";
import type { Target } from "./target.ts";

/** A response whose body is still to be read. */
export interface Answer {
  readonly response: IncomingMessage;
  /** Lets go of the connection, read or not. */
  close(): void;
}

const maxHeaders = 16_384;

// The same for every host: no cookie, no referrer, nothing of the person or the machine.
const headers = {
  accept: "text/html, application/xhtml+xml, application/json, text/*;q=0.9, application/xml;q=0.9",
  "accept-encoding": "gzip, br",
  "user-agent": "Moltbot web_fetch (+https://github.com/moltbot/moltbot)",
  connection: "close",
};

/** Asks for a target with GET, over a connection of its own that no other request uses. No proxy is taken from the environment. */
export async function ask(d: ConnectParts, target: Target, deadline: Deadline): Promise<Answer> {
  const socket = await openConnection(d, target, deadline);
  const { url } = target;
  const sent = request({
    method: "GET",
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, ...headers },
    setHost: false,
    createConnection: () => socket,
    maxHeaderSize: maxHeaders,
    insecureHTTPParser: false,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.once("upgrade", () => reject(new MoltbotError("invalid", "the server speaks another protocol")));
    sent.on("error", reject);
    sent.once("close", () => reject(new MoltbotError("invalid", "the server hung up without an answer")));
  });
  const close = (): void => void socket.destroy();
  try {
    sent.end();
    const response = await deadline.race(answered);
    deadline.progress();
    // Closing before the end is an error of the response; whoever reads it listens too.
    response.on("error", () => undefined);
    return { response, close };
  } catch (error) {
    close();
    throw error;
  }
}
