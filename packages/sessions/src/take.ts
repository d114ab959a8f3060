import type { Clock } from "@moltbot/core";
import type { Flight } from "./flight.ts";
import type { MessageStore, OutboxEntry } from "./store.ts";

/** Takes messages from the store that no completion handed over: queued ones, retries, and what a lost answer took. */
export interface Taker {
  /** Never rejects. */
  take(): Promise<void>;
  /**
   * Runs one after the other with takes. Completions do: only then is what the store has marked as ours, and what does
   * not fly, certain to be lost.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** An answer of the store may have been lost. */
  doubt(): void;
  idle(): Promise<void>;
}

/** Options of {@link createTaker}. */
export interface TakerOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly stopping: AbortSignal;
  readonly flight: Flight;
  readonly doubt: (error: unknown) => void;
  readonly launch: (row: OutboxEntry) => Promise<void>;
}

/** Takes nothing until told to. */
export function createTaker(o: TakerOptions): Taker {
  let turn: Promise<unknown> = Promise.resolve();
  let doubtful = false;
  let taking: Promise<void> | undefined;
  let again = false;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function takeOnce(): Promise<void> {
    const limit = 2 * o.concurrency - o.flight.size(); // completions bring up to one `concurrency` of their own
    if (limit < 1) return o.flight.full();
    const rows = await inTurn(async () => {
      const sending = doubtful ? { sending: o.flight.seqs() } : {};
      const found = await o.store.takeOutbox({ limit, now: o.clock.now(), ...sending });
      doubtful = false;
      o.flight.launched(found);
      return found;
    });
    // Whatever else is due, or queued behind these, is taken as they land.
    o.flight.follow(rows.map((row) => row.conversation));
    for (const row of rows) void o.launch(row);
  }

  async function takeAll(): Promise<void> {
    try {
      while (again && !o.stopping.aborted) {
        again = false;
        await takeOnce();
      }
    } catch (error) {
      o.doubt(error);
    }
  }

  function take(): Promise<void> {
    again = true;
    // Cleared in a later turn: it may end before this assignment when we are stopping.
    taking ??= takeAll().finally(() => {
      taking = undefined;
      if (again && !o.stopping.aborted) void take();
    });
    return taking;
  }

  return {
    take,
    inTurn,
    doubt() {
      doubtful = true;
    },
    async idle() {
      while (taking !== undefined) await taking;
    },
  };
}
