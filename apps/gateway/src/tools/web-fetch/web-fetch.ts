import { lookup } from "node:dns/promises";
import type { ConnectionOptions } from "node:tls";
import { type Clock, MoltbotError } from "@moltbot/core";
import type { ConnectParts } from "./connect.ts";
import { decodeText } from "./decode-text.ts";
import { createGuard, type Resolver } from "./guard.ts";
import { type Deadline, startDeadline } from "./limits.ts";
import { checkText, isHtml, mediaTypeOf } from "./media-type.ts";
import { readBody } from "./read-body.ts";
import { readHtml } from "./read-html.ts";
import { type Answer, ask } from "./request.ts";
import { type Target, targetOf } from "./target.ts";
import { type FetchTrouble, troubleOf } from "./trouble.ts";

/** What was found at a URL. All of it but `status` is somebody else's text. */
export interface FetchedPage {
  readonly outcome: "done";
  readonly status: number;
  /** Where the redirects ended. */
  readonly url: string;
  readonly contentType: string;
  /** As it came; of HTML, what a reader sees. */
  readonly text: string;
  /** Whether there was more. */
  readonly truncated: boolean;
  /** Of HTML only. */
  readonly title?: string;
  /** How many links an HTML page has. */
  readonly links?: number;
}

/** Fetches one URL. Whatever goes wrong is a result, with a reason that a person can act on. */
export type WebFetch = (url: string, o?: { readonly signal?: AbortSignal }) => Promise<FetchedPage | FetchTrouble>;

/** What {@link createWebFetch} works with. */
export interface WebFetchParts {
  readonly clock: Clock;
  /** Default: the machine's own resolver, its hosts file included. */
  readonly resolve?: Resolver;
  /** Ports that may be connected to. Default: 80 and 443. */
  readonly ports?: readonly number[];
  /** The longest body after decompression, in bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
  /** The longest time for a fetch with all its redirects. Default: 30 s. */
  readonly totalMs?: number;
  /** The longest wait for the next thing to arrive. Default: 10 s. */
  readonly idleMs?: number;
  /** Certificates to trust instead of the usual ones. */
  readonly ca?: ConnectionOptions["ca"];
  /** For tests, which serve from this machine: blocks such as `127.0.0.1/32` that pass although they are not public. */
  readonly allow?: readonly string[];
  /** For tests: opens sockets. */
  readonly connect?: ConnectParts["connect"];
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** The machine's resolver: every address, of both families. */
const systemResolver: Resolver = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * Makes a {@link WebFetch} that reaches servers on the internet and nothing else: each URL, that of a redirect as well, is
 * read, resolved and checked from the start.
 */
export function createWebFetch(o: WebFetchParts): WebFetch {
  const { clock, maxBytes = 1_048_576, totalMs = 30_000, idleMs = 10_000, ca, connect } = o;
  const rules = { ports: o.ports ?? [80, 443], maxUrl: 2048 };
  const connecting: ConnectParts = {
    guard: createGuard({ resolve: o.resolve ?? systemResolver, allow: o.allow }),
    ...(ca === undefined ? {} : { ca }),
    ...(connect === undefined ? {} : { connect }),
  };
  return async (url, { signal } = {}) => {
    const deadline = startDeadline(clock, { totalMs, idleMs, signal });
    try {
      let target = targetOf(url, rules);
      for (let hops = 0; ; hops += 1) {
        const answer = await ask(connecting, target, deadline);
        try {
          const next = redirectOf(answer);
          if (next === undefined) return await read(answer, { target, maxBytes, deadline });
          if (hops === mostRedirects) throw new MoltbotError("denied", `more than ${mostRedirects} redirects`);
          target = checkUpgrade(target, targetOf(next, rules, target.url));
        } finally {
          answer.close();
        }
      }
    } catch (error) {
      return troubleOf(error);
    } finally {
      deadline.end();
    }
  };
}

/** Where an answer sends us. */
function redirectOf({ response }: Answer): string | undefined {
  const { location } = response.headers;
  if (location === undefined || !redirects.has(response.statusCode ?? 0)) return undefined;
  // Node reads headers as Latin-1; what is beyond ASCII in them is UTF-8.
  return Buffer.from(location, "latin1").toString("utf8");
}

/** A redirect from https to http is refused: what was private on its way would no longer be. */
function checkUpgrade(from: Target, to: Target): Target {
  if (from.url.protocol !== "https:" || to.url.protocol === "https:") return to;
  throw new MoltbotError(
    "denied",
    `it redirects to an unencrypted address on ${to.host}; ask for that itself if you want it`,
  );
}

async function read(
  { response }: Answer,
  { target, maxBytes, deadline }: { target: Target; maxBytes: number; deadline: Deadline },
): Promise<FetchedPage> {
  const status = response.statusCode ?? 0;
  const media = mediaTypeOf(response.headers["content-type"]);
  const found = { outcome: "done", status, url: target.url.href, contentType: media.type } as const;
  const isEmpty = [204, 205, 304].includes(status) || response.headers["content-length"] === "0";
  if (isEmpty) return { ...found, text: "", truncated: false };
  checkText(media);
  const { bytes, cut } = await readBody(response, maxBytes, deadline);
  const text = decodeText(bytes, media, cut);
  if (!isHtml(media.type)) return { ...found, text, truncated: cut };
  const page = readHtml(text);
  return { ...found, text: page.text, title: page.title, links: page.links, truncated: cut || page.cut };
}
