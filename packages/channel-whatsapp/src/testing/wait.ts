import type { SentRecord } from "./sent.ts";
import type { WhatsAppSent } from "./types.ts";

/** Resolves with the first message that `matches`; rejects after `timeoutMs`. */
export function waitForSent(
  sent: SentRecord,
  matches: (one: WhatsAppSent) => boolean,
  timeoutMs: number,
): Promise<WhatsAppSent> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = sent.all().find(matches);
      if (found === undefined) return;
      clearTimeout(timer);
      forget();
      resolve(found);
    };
    const timer = setTimeout(() => {
      forget();
      reject(new Error(`The bot sent no such message within ${timeoutMs} ms.`));
    }, timeoutMs);
    const forget = sent.watch(look);
    look();
  });
}
