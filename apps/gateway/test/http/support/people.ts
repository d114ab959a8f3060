import type { Approval } from "@moltbot/approvals";
import type { Principal } from "@moltbot/core";
import type { Profile } from "@moltbot/pairing";
import type { TestApp } from "./app.ts";

/** Somebody on a channel. */
export function person(id: string, channel = "telegram"): Principal {
  return { channel, account: "default", id };
}

/** A filed request of somebody. */
export async function ask(
  { app }: Pick<TestApp, "app">,
  who: Principal,
  profile: Profile = {},
  o: { firstMessage?: string; claim?: string } = {},
): Promise<Approval> {
  const outcome = await app.pairing.request(who, profile, o);
  if (outcome.status !== "filed") throw new Error(`not filed: ${outcome.status}`);
  return outcome.approval;
}
