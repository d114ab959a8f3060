import type { Principal } from "@moltbot/core";
import type { Pairing, Profile } from "@moltbot/pairing";

const on = (channel: string, id: string, account = "default"): Principal => ({ channel, account, id });

/** Who writes to the bot in these tests. */
export const people = {
  ann: on("telegram", "1001"),
  ben: on("telegram", "1002"),
  cam: on("whatsapp", "+84987654321"),
  dan: on("telegram", "1004"),
  eve: on("telegram", "1005"),
  /** Two who share a username and an id. */
  sam: on("telegram", "1006"),
  samToo: on("discord", "1006"),
  fay: on("telegram", "1007"),
} as const satisfies Record<string, Principal>;

const profiles: Record<keyof typeof people, Profile> = {
  ann: { displayName: "Ann\u001b[31m", username: "ann" },
  ben: { displayName: "Ben", username: "ben" },
  cam: { displayName: "Cam", phone: "+84987654321" },
  dan: { displayName: "Dan" },
  eve: { displayName: "Eve", username: "eve" },
  sam: { displayName: "Sam", username: "sam" },
  samToo: { displayName: "Sam", username: "sam" },
  fay: { displayName: "Fay" },
};

/** Lets all of them ask to be let in; answers the ids of their requests. */
export async function everybodyAsks(pairing: Pairing): Promise<Record<keyof typeof people, string>> {
  const ids = {} as Record<keyof typeof people, string>;
  for (const name of Object.keys(people) as (keyof typeof people)[]) {
    const outcome = await pairing.request(people[name], profiles[name], { firstMessage: `Hi, ${name} here` });
    if (outcome.status !== "filed") throw new Error(`${name} could not ask: ${outcome.status}`);
    ids[name] = outcome.approval.id;
  }
  return ids;
}
