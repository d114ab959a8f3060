import { type DiscordCall, type DiscordServer, startDiscordServer } from "@moltbot/channel-discord/testing";
import type { Engine } from "./engines.ts";
import { createGatewayProcess, type GatewayProcess } from "./gateway-process.ts";

/** Ids of the people in the tests. */
export const people = {
  owner: "803100000000000100",
  john: "803100000000000200",
  mallory: "803100000000000300",
} as const;

/** A gateway process on a local Discord. */
export interface DiscordBot {
  readonly discord: DiscordServer;
  readonly gateway: GatewayProcess;
  /** Texts that the bot sent to this person so far, edits left out. */
  heard(person: string): string[];
  /** Waits until the bot sent this person a text that holds `part`. */
  hears(person: string, part: string): Promise<DiscordCall>;
  close(): Promise<void>;
}

/** Starts the platform and prepares a gateway for it (not started). */
export async function createDiscordBot(engine: Engine): Promise<DiscordBot> {
  const discord = await startDiscordServer({ heartbeatMs: 500 });
  discord.user(people.owner, { username: "olga", name: "Olga" });
  discord.user(people.john, { username: "johndoe", name: "John *Doe*" });
  discord.user(people.mallory, { username: "mallory" });
  const gateway = await createGatewayProcess({
    owners: [`discord:${people.owner}`],
    ...engine.config,
    channels: { discord: { token: discord.token, restApi: discord.url } },
  });
  const to = (person: string): DiscordCall[] => discord.calls("createMessage").filter((call) => call.userId === person);
  return {
    discord,
    gateway,
    heard: (person) => to(person).map((call) => call.text ?? ""),
    hears: (person, part) =>
      discord.waitFor(
        (call) => call.name === "createMessage" && call.userId === person && (call.text ?? "").includes(part),
        30_000,
      ),
    async close() {
      await gateway.remove();
      await discord.stop();
      await engine.drop();
    },
  };
}
