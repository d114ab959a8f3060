import type { AuditLog } from "@moltbot/audit";
import type { ChannelAdapter, ChannelKeys } from "@moltbot/channel";
import type { ChannelAccount, ChannelConnection } from "@moltbot/config";
import { type Clock, type DomainEvent, type Logger, messageOf, type Random } from "@moltbot/core";
import { readSecretKey } from "../secret-key.ts";

type Connection = Extract<ChannelConnection, { kind: "whatsapp" }>;

/** What channels get from the gateway besides their config. */
export interface ChannelParts {
  readonly stateDir: string;
  readonly stores: { readonly channelKeys: ChannelKeys; readonly audit: Pick<AuditLog, "append"> };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The adapter of one WhatsApp account. Its keys are in the store, under the key of this installation. */
export async function createWhatsApp(
  { channel, account }: ChannelAccount,
  { phoneNumber, socketUrl }: Connection,
  { stateDir, stores, clock, random, log }: ChannelParts,
): Promise<ChannelAdapter> {
  const { createWhatsAppAdapter } = await import("@moltbot/channel-whatsapp");
  const fromEnv = process.env["MOLTBOT_SECRET_KEY"];
  return createWhatsAppAdapter({
    account,
    keys: stores.channelKeys,
    secretKey: await readSecretKey({ stateDir, fromEnv, random }),
    random,
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(socketUrl === undefined ? {} : { socketUrl }),
    onLink(happened) {
      const event: DomainEvent = {
        event: happened.type === "linked" ? "channel.linked" : "channel.logged_out",
        at: clock.now(),
        outcome: "done",
        actor: { kind: "system" },
        ref: `${channel}/${account}`,
        ...(happened.type === "linked" ? {} : { reason: happened.because }),
      };
      stores.audit.append([event]).catch((error: unknown) => {
        log.error("a link of a channel is not in the audit log", { channel, account, error: messageOf(error) });
      });
    },
  });
}
