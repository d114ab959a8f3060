import type { ChannelHost } from "@moltbot/channel";
import { messageOf, sleep } from "@moltbot/core";
import { isLinked, loadCreds } from "./auth.ts";
import { openConnection } from "./connection.ts";
import { endingError } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import { type Ending, explainEnding, longestWaitMs, reconnectWait } from "./reasons.ts";
import type { Self } from "./self.ts";

/** Told of the first connection: that it stands, or why it does not. */
export interface First {
  resolve(): void;
  reject(error: unknown): void;
}

const claimEveryMs = 15_000;
const mostRestarts = 5;

type Ended = { readonly code?: number; readonly trouble?: unknown };

/** Ends the connection as soon as another process speaks for the account. */
function watchClaim(self: Self, { clock }: ChannelHost): () => void {
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    // A store out of reach says nothing about who owns the account, and takes no writes either.
    const mine = await self.claim().catch(() => true);
    if (!mine) await self.connection?.end();
    if (!self.ending.signal.aborted) arm();
  };
  const arm = (): void => {
    cancel = clock.after(claimEveryMs, () => void look());
  };
  arm();
  return () => cancel();
}

/** One connection from its start to its end. */
async function connectOnce(self: Self, host: ChannelHost, inbox: Inbox, opened: () => void): Promise<Ended> {
  const vault = self.vault();
  const creds = await loadCreds(vault);
  if (creds === undefined || !isLinked(creds)) return { code: 401 };
  const onOpen = (): void => {
    self.open = true;
    self.login = { status: "linked", as: `+${self.connection?.me()?.phone ?? ""}` };
    self.health.set({ status: "ok" });
    opened();
  };
  const connection = openConnection({ self, vault, creds, inbox, clock: host.clock, onOpen });
  self.connection = connection;
  try {
    if (self.ending.signal.aborted) await connection.end();
    return await connection.closed;
  } finally {
    self.open = false;
    self.connection = undefined;
  }
}

/** Removes what is worth nothing any more. */
async function forget(self: Self, because: string): Promise<void> {
  await self.vault().clear();
  self.login = { status: "unlinked", because };
  self.options.onLink?.({ type: "logged-out", because });
}

function explain({ code, trouble }: Ended): Ending {
  if (trouble === undefined) return explainEnding(code);
  return { next: "retry", detail: `The keys of the WhatsApp session cannot be read or stored: ${messageOf(trouble)}` };
}

function words({ detail, hint }: Ending): string {
  return hint === undefined ? detail : `${detail} ${hint}`;
}

/** Whether there is no coming back without a person. */
async function gaveUp(self: Self, ended: Ended, ending: Ending, first: First): Promise<boolean> {
  if (ending.next !== "logged-out" && ending.next !== "final") return false;
  if (ending.next === "logged-out") await forget(self, ending.detail);
  self.health.set({ status: "down", detail: words(ending) });
  first.reject(endingError(ended.code));
  return true;
}

/**
 * Stays connected until the adapter stops, a person must act, or the very first connection fails. Never rejects.
 * Resolves when nothing is received any more.
 */
export async function keepConnected(self: Self, host: ChannelHost, inbox: Inbox, first: First): Promise<void> {
  const { signal } = self.ending;
  const stopWatching = watchClaim(self, host);
  let failures = 0;
  let restarts = 0;
  let everOpen = false;
  try {
    while (!signal.aborted) {
      if (!(await self.claim().catch(() => true))) {
        self.health.set({ status: "degraded", detail: "Another process speaks for this account; this one stands by." });
        await sleep(host.clock, claimEveryMs, signal);
        continue;
      }
      const ended = await connectOnce(self, host, inbox, () => {
        [everOpen, failures, restarts] = [true, 0, 0];
        first.resolve();
      }).catch((trouble: unknown): Ended => ({ trouble }));
      if (signal.aborted) break;
      const ending = explain(ended);
      if (await gaveUp(self, ended, ending, first)) return;
      if (ending.next === "at-once" && restarts++ < mostRestarts) continue;
      self.health.set({ status: "degraded", detail: words(ending) });
      if (!everOpen) return first.reject(ended.trouble ?? endingError(ended.code));
      const spread = (self.random(1)[0] ?? 0) / 255;
      await sleep(host.clock, ending.next === "later" ? longestWaitMs : reconnectWait(failures++, spread), signal);
    }
    first.reject(endingError(undefined));
  } finally {
    stopWatching();
  }
}
