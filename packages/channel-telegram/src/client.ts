import { type Clock, MoltbotError, sleep } from "@moltbot/core";
import { Api } from "grammy";
import { type Account, toMoltbotError } from "./errors.ts";

/** The signal that grammY's methods take. */
export type CallSignal = NonNullable<Parameters<Api["getMe"]>[0]>;

/** Calls of the Bot API that reject with {@link MoltbotError} only. */
export interface Client {
  /** @throws MoltbotError `denied`, `conflict` or `unavailable` */
  call<T>(method: string, run: (api: Api, signal: CallSignal) => Promise<T>, o?: CallOptions): Promise<T>;
}

/** How one call is made. */
export interface CallOptions {
  readonly timeoutMs?: number;
  /** Ends the call early; default the client's own. */
  readonly signal?: AbortSignal;
  /** No flood wait is sat out. */
  readonly once?: boolean;
}

/** Settings of {@link createClient}. */
export interface ClientOptions {
  readonly account: Account;
  readonly apiRoot: string;
  readonly clock: Clock;
  /** Ends every call and every wait. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxFloodWaitMs: number;
}

/** Runs `run` under a deadline; its error tells who ended it. */
async function timed<T>(
  run: (signal: CallSignal) => Promise<T>,
  o: { clock: Clock; timeoutMs: number; signal: AbortSignal },
): Promise<T> {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  let late = false;
  const cancel = o.clock.after(o.timeoutMs, () => {
    late = true;
    end();
  });
  o.signal.addEventListener("abort", end, { once: true });
  if (o.signal.aborted) end();
  try {
    return await run(controller.signal as CallSignal);
  } catch (error) {
    if (late) throw new MoltbotError("unavailable", `Telegram did not answer within ${o.timeoutMs / 1000} seconds.`);
    if (o.signal.aborted) throw new MoltbotError("unavailable", "The Telegram channel was stopped.");
    throw error;
  } finally {
    cancel();
    o.signal.removeEventListener("abort", end);
  }
}

function floodWait(error: MoltbotError): number | undefined {
  const wait = error.data?.["retryAfterMs"];
  return typeof wait === "number" ? wait : undefined;
}

/** A client on grammY. Flood waits are sat out, up to `maxFloodWaitMs` in all for one call. */
export function createClient(o: ClientOptions): Client {
  const api = new Api(o.account.token, {
    apiRoot: o.apiRoot,
    // Ours come first; this one only ends what would hang for ever.
    timeoutSeconds: 600,
    // The token stands in the path: it must not follow a redirect to another server.
    baseFetchConfig: { redirect: "error" },
  });
  return {
    async call(method, run, { timeoutMs = o.timeoutMs, signal = o.signal, once = false } = {}) {
      for (let waited = 0; ; ) {
        try {
          return await timed((ending) => run(api, ending), { clock: o.clock, timeoutMs, signal });
        } catch (thrown) {
          const error = toMoltbotError(thrown, method, o.account);
          const wait = floodWait(error);
          if (once || wait === undefined || waited + wait > o.maxFloodWaitMs || signal.aborted) throw error;
          waited += wait;
          await sleep(o.clock, wait, signal);
        }
      }
    },
  };
}
