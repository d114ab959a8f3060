import { MoltbotError } from "@moltbot/core";
import type { UserView } from "./views.ts";

/** Whether `text` is meant as the id of a request rather than as a person. Ids are compared whole, later. */
export function isRequestId(text: string): boolean {
  return text.startsWith("pair_");
}

/** Refuses: nobody is known by that name. */
export function noPerson(identity: string): MoltbotError {
  return new MoltbotError("not_found", `nobody known as "${identity}"`, {
    hint: "moltbot users list shows everybody who wrote to the bot; or name them in full, e.g. telegram:123456789.",
  });
}

/** Refuses: several people are known by that name (SPEC R0.2). */
export function severalPeople(identity: string, users: readonly UserView[]): MoltbotError {
  return new MoltbotError("conflict", `"${identity}" could be ${users.length} people; nothing was changed`, {
    hint: "Name one of them in full.",
    data: { users },
  });
}

/** Refuses: that person asked for nothing. */
export function noRequest(identity: string): MoltbotError {
  return new MoltbotError("not_found", `"${identity}" has no request that waits`, {
    hint: "moltbot pairing pending lists those that do.",
  });
}
