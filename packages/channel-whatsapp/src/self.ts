import type { ChannelHost, LoginState } from "@moltbot/channel";
import { type Logger, type Random, silentLogger, systemRandom } from "@moltbot/core";
import type { Connection } from "./connection.ts";
import { createHealth, type Health } from "./health.ts";
import type { Inbox } from "./inbox.ts";
import type { WhatsAppOptions } from "./options.ts";
import type { Place } from "./people.ts";
import { createVault, type Vault } from "./vault.ts";

/** One adapter's settings and what changes about it. */
export interface Self {
  readonly options: WhatsAppOptions;
  readonly account: string;
  readonly place: Place;
  /** Names this adapter to the store of keys. */
  readonly owner: string;
  /** Aborts with `stop`. */
  readonly ending: AbortController;
  readonly health: Health;
  readonly random: Random;
  readonly log: () => Logger;
  state: "idle" | "starting" | "running" | "stopped";
  host: ChannelHost | undefined;
  inbox: Inbox | undefined;
  connection: Connection | undefined;
  /** Whether the connection has logged in. */
  open: boolean;
  login: LoginState;
  /** What runs in the background: staying connected, or linking. */
  work: Promise<void>;
  stopping: Promise<void> | undefined;
  /** Resolves when nothing is being sent. */
  sending: () => Promise<void>;
  /** Opens the sealed records. @throws MoltbotError `invalid` for a key that cannot seal */
  vault(): Vault;
  /** Whether this adapter may speak for the account, or may go on to. */
  claim(): Promise<boolean>;
}

/** What an account says of itself that no phone knows. */
export const unlinked: LoginState = { status: "unlinked", because: "No phone is linked to this account." };

/** An adapter that was never started. */
export function createSelf(options: WhatsAppOptions): Self {
  const account = options.account ?? "default";
  const random = options.random ?? systemRandom;
  const owner = Buffer.from(random(16)).toString("hex");
  const name = `whatsapp:${account}`;
  const log = (): Logger => self.host?.log ?? silentLogger;
  const self: Self = {
    options,
    account,
    owner,
    random,
    log,
    place: { channel: "whatsapp", account },
    ending: new AbortController(),
    health: createHealth(log, account),
    state: "idle",
    host: undefined,
    inbox: undefined,
    connection: undefined,
    open: false,
    login: unlinked,
    work: Promise.resolve(),
    stopping: undefined,
    sending: () => Promise.resolve(),
    vault: () => createVault({ keys: options.keys, secretKey: options.secretKey, account: name, owner }),
    claim: () => options.keys.claim(name, owner),
  };
  return self;
}
