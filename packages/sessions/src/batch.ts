import { isMoltbotError } from "@moltbot/core";

/** Gathers calls into batches, one batch in flight at a time. */
export interface Batcher<In, Out> {
  add(item: In): Promise<Out>;
  /** Resolves when nothing is gathered or in flight. */
  idle(): Promise<void>;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (value: Out) => void;
  readonly reject: (because: unknown) => void;
}

/**
 * Group commit: what is added within one turn of the event loop, or while a batch is in flight, is run by one call of
 * `run`. A lone item waits for nothing. `run` answers one value per item, in order.
 */
export function createBatcher<In, Out>(o: {
  run: (items: readonly In[]) => Promise<readonly Out[]>;
  max?: number;
}): Batcher<In, Out> {
  const max = o.max ?? 128;
  let gathered: Waiting<In, Out>[] = [];
  let flying = false;
  let idlers: (() => void)[] = [];

  async function runOne(entry: Waiting<In, Out>): Promise<void> {
    try {
      const [value] = await o.run([entry.item]);
      entry.resolve(value as Out);
    } catch (error) {
      entry.reject(error);
    }
  }

  async function runAll(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const values = await o.run(batch.map((entry) => entry.item));
      batch.forEach((entry, at) => {
        entry.resolve(values[at] as Out);
      });
    } catch (error) {
      // One bad item must not fail the others; a store that is out of reach fails them all alike.
      if (batch.length === 1 || (isMoltbotError(error) && error.code === "unavailable")) {
        for (const entry of batch) entry.reject(error);
      } else for (const entry of batch) await runOne(entry);
    }
  }

  async function fly(): Promise<void> {
    while (gathered.length > 0) {
      const batch = gathered.slice(0, max);
      gathered = gathered.slice(max);
      await runAll(batch);
    }
    flying = false;
    for (const wake of idlers) wake();
    idlers = [];
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        gathered.push({ item, resolve, reject });
        if (flying) return;
        flying = true;
        setImmediate(() => void fly());
      });
    },
    idle() {
      return flying ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve();
    },
  };
}
