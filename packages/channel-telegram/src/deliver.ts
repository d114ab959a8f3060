import type { ChannelHost, ConversationMove } from "@moltbot/channel";
import { plainText } from "@moltbot/core";
import { joinAlbum } from "./album.ts";
import type { Client } from "./client.ts";
import type { Me, Place } from "./people.ts";
import { type Fields, wholeNumber } from "./read.ts";
import { translate } from "./translate.ts";

/**
 * Hands one update to the host, or an album with its other parts. Resolves when it may be confirmed; rejects as the host
 * does.
 */
export type Deliver = (update: Fields, parts?: readonly Fields[]) => Promise<void>;

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
  const settingNow = () => ({ me, place, now: host.clock.now() });
  return async (update, parts = []) => {
    const all = [update, ...parts].map((each) => translate(each, settingNow()));
    const [message, ...more] = all.filter((each) => each.kind === "message").map((each) => each.message);
    if (message !== undefined) return await host.onMessage(joinAlbum(message, more));
    const [translated] = all;
    if (translated === undefined || translated.kind === "message") return;
    const about = { account: place.account, updateId: wholeNumber(update["update_id"]) };
    if (translated.kind === "moved") return await tellMove(host, translated.move);
    if (translated.kind === "action") {
      await host.onAction(translated.action);
      void answer(translated.callbackId);
      return;
    }
    if (translated.kind === "malformed") return host.log.warn("telegram update skipped: malformed", about);
    host.log.debug("telegram update skipped", { ...about, what: plainText(translated.what, 40) });
  };
}

/** A group has a new id: whoever keeps rules by ids has to know. */
export async function tellMove(host: ChannelHost, move: ConversationMove): Promise<void> {
  if (host.onMoved !== undefined) return await host.onMoved(move);
  const { account, from, to } = move;
  host.log.warn("telegram gave a group a new id: rules that name the old one do not hold there", { account, from, to });
}
