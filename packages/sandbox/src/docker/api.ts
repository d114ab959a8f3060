import type { Clock } from "@moltbot/core";
import { isMoltbotError, type MoltbotError, messageOf, plainText } from "@moltbot/core";
import { deferred } from "../deferred.ts";
import { unavailable } from "../trouble.ts";

/** How answers are waited for. */
export interface Patience {
  readonly clock: Clock;
  /** How long the engine may take. */
  readonly answerMs: number;
}

/** Asks the engine; whatever goes wrong becomes an error that says what to do. */
export async function askEngine<T>({ clock, answerMs }: Patience, what: string, asked: Promise<T>): Promise<T> {
  const late = deferred<never>();
  const cancel = clock.after(answerMs, () => {
    late.reject(unavailable(`Docker did not ${what} within ${answerMs / 1000} s`, "Restart the Docker engine."));
  });
  try {
    return await Promise.race([asked, late.promise]);
  } catch (error) {
    throw engineTrouble(what, error);
  } finally {
    cancel();
  }
}

/** The status of an answer of the engine that says no. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : undefined;
}

/** An error of the Docker client as one of ours. */
export function engineTrouble(what: string, error: unknown): MoltbotError {
  if (isMoltbotError(error)) return error;
  const message = plainText(messageOf(error), 300);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (["ENOENT", "ECONNREFUSED", "EACCES", "EPERM", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"].includes(code)) {
    const hint = code.startsWith("E") && /^E(ACCES|PERM)$/.test(code) ? accessHint : startHint;
    return unavailable(`the Docker engine is out of reach (${code})`, hint, error);
  }
  if (/no space left on device|disk quota/i.test(message)) {
    return unavailable("the Docker engine has no space left", "Free space where Docker keeps its data.", error);
  }
  return unavailable(`Docker could not ${what}: ${message}`, "See the log of the Docker engine.", error);
}

const accessHint = "Let the user that runs this program use the Docker socket.";
const startHint = "Start Docker, or choose the engine bubblewrap.";
