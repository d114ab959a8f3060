import type { Clock } from "@moltbot/core";
import { deferred } from "../deferred.ts";

/** How long a lane may take for what it always can do. */
const obeysWithinMs = 3000;

/** What was asked, or `undefined` when it failed or took too long. */
export async function obeys<T>(clock: Clock, asked: Promise<T>, withinMs = obeysWithinMs): Promise<T | undefined> {
  const late = deferred<undefined>();
  const cancel = clock.after(withinMs, () => late.resolve(undefined));
  try {
    return await Promise.race([asked.catch(() => undefined), late.promise]);
  } finally {
    cancel();
  }
}
