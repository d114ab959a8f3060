import { systemClock } from "@moltbot/core";
import { createFaults, type Faults } from "./faults.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { type Request, startFront } from "./http.ts";
import { createInteractions } from "./interactions.ts";
import { createPeople } from "./people.ts";
import { type CallRecord, createRecord } from "./record.ts";
import { DiscordRefusal } from "./refusal.ts";
import { type CallContext, routes } from "./routes.ts";
import { createState } from "./state.ts";
import type { DiscordEvent, DiscordServer, DiscordServerOptions, DiscordUser } from "./types.ts";
import { wireEvent } from "./wire.ts";

/** Calls that prove themselves by the token in their address. */
const open: ReadonlySet<string> = new Set(["answerInteraction", "deleteAnswer"]);

interface RestParts {
  readonly token: string;
  readonly faults: Faults;
  readonly record: CallRecord;
  readonly context: () => Omit<CallContext, "ids" | "query" | "body">;
  readonly told: (event: DiscordEvent) => void;
}

function answerTo(request: Request, o: RestParts): unknown {
  const { method, path, query, body } = request;
  const route = routes.find((each) => each.method === method && each.path.test(path));
  if (route === undefined) throw new DiscordRefusal(404, 0, "404: Not Found");
  const { name } = route;
  o.record.count(name);
  if (!open.has(name) && request.authorization !== `Bot ${o.token}`) {
    throw new DiscordRefusal(401, 0, "401: Unauthorized");
  }
  o.faults.check(name, "before");
  const ids = (route.path.exec(path) ?? []).slice(1);
  const context = { ...o.context(), ids, query, body };
  const outcome = route.run(context);
  o.record.accepted(name, body, outcome);
  const { channel, message } = outcome;
  // Discord tells the bot of its own messages too.
  if (channel !== undefined && message !== undefined && name === "createMessage") {
    o.told({ t: "MESSAGE_CREATE", d: wireEvent(context.state, channel, message) });
  }
  o.faults.check(name, "after");
  return outcome.result;
}

function drained({ pending }: Gateway["controls"], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearInterval(looking);
      clearTimeout(timer);
      if (error === undefined) resolve();
      else reject(error);
    };
    const looking = setInterval(() => {
      if (pending().length === 0) finish();
    }, 5);
    const timer = setTimeout(() => {
      finish(new Error(`${pending().length} events are still unconfirmed after ${timeoutMs} ms.`));
    }, timeoutMs);
  });
}

/**
 * Starts a server on 127.0.0.1 that speaks Discord's REST API and gateway: sessions that can be resumed, heartbeats,
 * close codes, rate limits, interactions with their three seconds, and the limits and error codes that Discord
 * enforces. Unlike Discord it speaks plain `http` and `ws`.
 *
 * @throws Error when the port is taken
 */
export async function startDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const clock = options.clock ?? systemClock;
  const token = options.token ?? "MTAwMDAwMDAwMDAwMDAwMDAw.test.token-that_only_this_server_knows";
  const bot: DiscordUser = { id: "100000000000000000", username: "moltbot", isBot: true };
  const state = createState(bot, clock);
  const home = state.addChannel({ type: 0, guildId: state.guildId });
  const faults = createFaults(clock);
  const record = createRecord(clock);
  const interactions = createInteractions(clock);
  const commands: CallContext["commands"] = new Map();
  const address = (scheme: string): string => `${scheme}://127.0.0.1:${front.port}`;
  const gateway = createGateway({
    state,
    token,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    messageContent: options.messageContent ?? true,
    url: () => address("ws"),
  });
  const send = (event: DiscordEvent): DiscordEvent => {
    gateway.dispatch(event);
    return event;
  };
  const context = () => ({ state, interactions, commands, gatewayUrl: address("ws") });
  const front = await startFront(
    (request) => answerTo(request, { token, faults, record, context, told: send }),
    gateway.upgrade,
    options.port ?? 0,
  );
  return {
    url: `${address("http")}/api`,
    token,
    bot,
    guildId: state.guildId,
    channelId: home.id,
    botRoleId: state.botRoleId,
    ...createPeople({ state, interactions, send, home }),
    ...record.api,
    ...gateway.controls,
    failNext: faults.failNext,
    limit: faults.limit,
    dispatch: (t, d) => send({ t, d: d as DiscordEvent["d"] }),
    again: (event) => void send(event),
    drained: (timeoutMs = 5000) => drained(gateway.controls, timeoutMs),
    closeDirect: (user) => void state.closed.add(typeof user === "string" ? user : user.id),
    disconnect: front.disconnect,
    setOffline: front.setOffline,
    async stop() {
      gateway.stop();
      await front.close();
    },
  };
}
