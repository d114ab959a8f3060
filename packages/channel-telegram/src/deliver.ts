import type { ChannelHost } from "@moltbot/channel";
import { plainText } from "@moltbot/core";
import type { Client } from "./client.ts";
import type { Me, Place } from "./people.ts";
import { type Fields, wholeNumber } from "./read.ts";
import { translate } from "./translate.ts";

/** Hands one update to the host. Resolves when it may be confirmed; rejects as the host does. */
export type Deliver = (update: Fields) => Promise<void>;

/** What a delivery needs. */
export interface DeliveryParts {
  readonly host: ChannelHost;
  readonly client: Client;
  readonly me: Me;
  readonly place: Place;
}

/** Delivers to the host; a press is answered, so that the button stops spinning, once it is durable. */
export function createDelivery({ host, client, me, place }: DeliveryParts): Deliver {
  const answer = async (callbackId: string): Promise<void> => {
    try {
      await client.call("answerCallbackQuery", (api, signal) => api.answerCallbackQuery(callbackId, {}, signal));
    } catch {
      // Too late or unreachable: the press itself is safe, and the button stops spinning by itself.
      host.log.debug("telegram took no answer to a button press", { account: place.account });
    }
  };
  return async (update) => {
    const translated = translate(update, { me, place, now: host.clock.now() });
    const about = { account: place.account, updateId: wholeNumber(update["update_id"]) };
    if (translated.kind === "message") return await host.onMessage(translated.message);
    if (translated.kind === "action") {
      await host.onAction(translated.action);
      void answer(translated.callbackId);
      return;
    }
    if (translated.kind === "malformed") return host.log.warn("telegram update skipped: malformed", about);
    host.log.debug("telegram update skipped", { ...about, what: plainText(translated.what, 40) });
  };
}
