import type { ChannelHost } from "@moltbot/channel";
import { isMoltbotError, MoltbotError, messageOf, sleep, systemClock } from "@moltbot/core";
import type { AuthenticationCreds } from "@whiskeysockets/baileys";
import { isLinked, loadCreds } from "./auth.ts";
import { notLinked } from "./errors.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { keepConnected } from "./keep-connected.ts";
import type { Self } from "./self.ts";
import type { Vault } from "./vault.ts";

/** How long `stop` waits for receipts. */
const lastWordsMs = 3000;

function stoppedError(): MoltbotError {
  return new MoltbotError("unavailable", "The WhatsApp channel was stopped.");
}

/** What is stored: credentials, and messages that an earlier run did not deliver. */
async function open(vault: Vault, inbox: Inbox): Promise<AuthenticationCreds | undefined> {
  await vault.verify();
  const creds = await loadCreds(vault);
  await inbox.resume();
  return creds;
}

/** Keys that cannot be opened leave the account down until they are back, or somebody links it anew. */
function unreadable(self: Self, error: unknown): "unreadable" {
  if (!isMoltbotError(error) || error.code !== "invalid") throw error;
  self.login = { status: "unlinked", because: error.message };
  self.health.set({ status: "down", detail: `${error.message} ${error.hint ?? ""}`.trim() });
  return "unreadable";
}

async function connect(self: Self, host: ChannelHost): Promise<void> {
  const vault = self.vault();
  if (!(await self.claim())) {
    throw new MoltbotError("unavailable", "Another process speaks for this WhatsApp account; this one stands by.", {
      hint: "One process speaks for an account at a time; the next one takes over when it ends.",
    });
  }
  const inbox = createInbox({ vault, host, account: self.account, signal: self.ending.signal });
  self.inbox = inbox;
  const creds = await open(vault, inbox).catch((error: unknown) => unreadable(self, error));
  if (creds === "unreadable") return;
  if (creds === undefined || !isLinked(creds)) {
    // Nothing is tried before somebody asks: every attempt would show WhatsApp a device that nobody links.
    const { message, hint } = notLinked(self.account);
    self.health.set({ status: "down", detail: `${message} ${hint}` });
    return;
  }
  await new Promise<void>((resolve, reject) => {
    self.work = keepConnected(self, host, inbox, { resolve, reject });
  });
}

/** Connects, if the account is linked; may be tried again after it rejected. */
export async function start(self: Self, host: ChannelHost): Promise<void> {
  if (self.state === "stopped") throw stoppedError();
  if (self.state !== "idle") throw new MoltbotError("conflict", "The WhatsApp channel was started already.");
  self.state = "starting";
  self.host = host;
  self.health.set({ status: "starting" });
  try {
    await connect(self, host);
    if (self.ending.signal.aborted) throw stoppedError();
    self.state = "running";
  } catch (error) {
    await self.work;
    if (!self.ending.signal.aborted) {
      self.state = "idle";
      await release(self);
    }
    const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
    self.health.set({ status: "down", detail: `${messageOf(error)}${hint}` });
    throw error;
  }
}

async function release(self: Self): Promise<void> {
  // Out of reach, the store frees the claim when this process ends.
  await self.options.keys.release(`whatsapp:${self.account}`, self.owner).catch(() => undefined);
}

/**
 * Waits for what is on its way: cut off between a message and its receipt, nobody knows whether it arrived, and the keys
 * that it used up may not be written down.
 */
async function lastWords({ host, sending }: Self): Promise<void> {
  const patience = new AbortController();
  await Promise.race([sending(), sleep(host?.clock ?? systemClock, lastWordsMs, patience.signal)]);
  patience.abort();
}

/** Ends everything; resolves when nothing is delivered any more. */
export function stop(self: Self): Promise<void> {
  self.state = "stopped";
  self.ending.abort();
  self.stopping ??= (async () => {
    await lastWords(self);
    await self.connection?.end();
    await self.work;
    await self.inbox?.idle();
    await release(self);
    self.health.set({ status: "down", detail: "The channel was stopped." });
  })();
  return self.stopping;
}
