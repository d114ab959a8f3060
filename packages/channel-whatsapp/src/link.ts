import type { ChannelHost, ChannelLogin, LoginState } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import { type Auth, freshCreds, isLinked } from "./auth.ts";
import { type Connection, openConnection } from "./connection.ts";
import { endingError, notRunning } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import { keepConnected } from "./keep-connected.ts";
import { explainEnding } from "./reasons.ts";
import type { Self } from "./self.ts";

// How long WhatsApp lets a code live: Baileys shows the first QR code for a minute and each other one for 20 seconds.
const firstQrMs = 60_000;
const nextQrMs = 20_000;
const pairingCodeMs = 160_000;

interface Showing {
  shown(state: LoginState): void;
  failed(error: unknown): void;
}

/** Connects as a device that nobody knows, and shows what the phone has to read until it did. */
async function link(self: Self, host: ChannelHost, inbox: Inbox, showing: Showing): Promise<boolean> {
  const vault = self.vault();
  await vault.clear();
  const creds: Auth["state"]["creds"] = freshCreds();
  let qrs = 0;
  let asked = false;
  const show = (state: LoginState): void => {
    self.login = state;
    showing.shown(state);
  };
  const askForCode = async (phone: string): Promise<void> => {
    const code = await connection.socket.requestPairingCode(phone.replace(/\D/g, ""));
    const shown = `${code.slice(0, 4)}-${code.slice(4)}`;
    show({ status: "waiting", code: shown, expiresAt: host.clock.now() + pairingCodeMs });
  };
  const connection: Connection = openConnection({
    self,
    vault,
    creds,
    inbox,
    clock: host.clock,
    onQr(qr) {
      const { phoneNumber } = self.options;
      if (phoneNumber === undefined) {
        show({ status: "waiting", qr, expiresAt: host.clock.now() + (qrs++ === 0 ? firstQrMs : nextQrMs) });
      } else if (!asked) {
        asked = true;
        askForCode(phoneNumber).catch(showing.failed);
      }
    },
    onPaired() {
      creds.additionalData = { linkedAt: host.clock.now() };
    },
  });
  self.connection = connection;
  const { code, trouble } = await connection.closed;
  self.connection = undefined;
  if (isLinked(creds) && trouble === undefined) return true;
  const { detail } = explainEnding(code);
  self.login = { status: "unlinked", because: code === 408 ? "The code was not used in time." : detail };
  showing.failed(trouble ?? endingError(code));
  return false;
}

async function run(self: Self, host: ChannelHost, inbox: Inbox, showing: Showing): Promise<void> {
  try {
    if (!(await link(self, host, inbox, showing))) return;
  } catch (error) {
    self.login = { status: "unlinked", because: "Linking failed." };
    return showing.failed(error);
  }
  const stay = (): Promise<void> =>
    keepConnected(self, host, inbox, {
      resolve() {
        const phone = self.connection?.me()?.phone;
        self.options.onLink?.({ type: "linked", phone: `+${phone ?? ""}` });
      },
      reject: () => undefined,
    });
  await stay();
}

/** Linking by QR code, or by pairing code where the number is configured. */
export function createLogin(self: Self): ChannelLogin {
  let beginning: Promise<LoginState> | undefined;
  const begin = async (): Promise<LoginState> => {
    const { host, inbox } = self;
    if (host === undefined || inbox === undefined || self.state !== "running") throw notRunning();
    if (self.login.status !== "unlinked") return self.login;
    await self.work;
    if (!(await self.claim())) {
      throw new MoltbotError("unavailable", "Another process speaks for this WhatsApp account.");
    }
    return await new Promise<LoginState>((shown, failed) => {
      self.work = run(self, host, inbox, { shown, failed });
    });
  };
  return {
    state: () => self.login,
    begin() {
      beginning ??= begin().finally(() => {
        beginning = undefined;
      });
      return beginning;
    },
  };
}
