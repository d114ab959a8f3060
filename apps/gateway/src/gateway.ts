import { type Config, gatewaySettings } from "@moltbot/config";
import {
  type Clock,
  createMemoryRateLimiter,
  isId,
  type Logger,
  messageOf,
  newToken,
  type Random,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import { commandAgent } from "./agents/command-agent.ts";
import type { App } from "./app.ts";
import { keepingOf, noteStart, noteStop } from "./audit-life.ts";
import { createChanges } from "./changes.ts";
import { createMoves, type Moves, movesTopic } from "./channels/moves.ts";
import { openRoad } from "./channels/open-road.ts";
import { adapterOf, reaching } from "./channels/reach.ts";
import type { ChannelSpec } from "./channels/spec.ts";
import { channelSpecs } from "./channels/specs.ts";
import { createWebChannel } from "./channels/web-chat.ts";
import type { ChannelParts } from "./channels/whatsapp.ts";
import { createDeviceService } from "./devices/service.ts";
import { createDoctor } from "./doctor/doctor.ts";
import { type ExamineParts, examine } from "./doctor/examine.ts";
import { createExecService } from "./exec/approvals/service.ts";
import { updateCards } from "./flow/deliver.ts";
import type { FlowDeps } from "./flow/deps.ts";
import { createHandler } from "./flow/handle.ts";
import { createTurnTaking } from "./flow/turn-taking.ts";
import { createHttp } from "./http/create-http.ts";
import { createIdentityService } from "./identities/service.ts";
import { createLooking } from "./looking.ts";
import { createPairingService } from "./pairing-service.ts";
import { refuseUnusable } from "./policy/check.ts";
import { compilePolicy } from "./policy/compile.ts";
import { followMoves } from "./policy/moved-groups.ts";
import type { Policy } from "./policy/policy.ts";
import { refuseDangerous } from "./policy/refuse-dangerous.ts";
import { createPrivacyService } from "./privacy/privacy-service.ts";
import type { ConfigSource } from "./reload/config-source.ts";
import { createLive } from "./reload/live.ts";
import { openReloader } from "./reload/open-reloader.ts";
import type { ReloadOutcome } from "./reload/reloader.ts";
import { prepareStateDir, removeGatewayFile, writeGatewayFile } from "./state-file.ts";
import { openWithPatience } from "./stores/open-with-patience.ts";
import type { Stores } from "./stores/stores.ts";
import { underPolicy } from "./stores/under-policy.ts";
import { startSweeper } from "./sweeper.ts";
import { type Acting, openActing } from "./tools/open-acting.ts";
import { endUninvited } from "./uninvited.ts";

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly config: Config;
  /** Where the config is read again from when it changes; absent: it stays as it is. */
  readonly source?: ConfigSource;
  readonly stateDir: string;
  readonly log: Logger;
  /** Overrides `gateway.port` of the config; 0 picks a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Accounts with adapters of one's own, in place of those that the config would make; their rules stand in the config all the same. */
  readonly channels?: readonly ChannelSpec[];
}

/** A running gateway. */
export interface Gateway {
  readonly url: string;
  /** A one-time link that signs one browser in to the dashboard. */
  signInLink(): Promise<string>;
  /** What stands between now and being ready; empty when ready. */
  trouble(): Promise<readonly string[]>;
  /** The config in force. */
  config(): Config;
  /** Reads the config again now, and tries channels again that were given up. Never rejects. */
  reload(): Promise<ReloadOutcome>;
  /** Stops taking, finishes what runs, closes everything in reverse order. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway: stores, channels, message flow, HTTP. Resolves once it is ready or, when a channel can't connect, as
 * ready as it gets; waits for a store that is out of reach while `/readyz` says no.
 * @throws MoltbotError `unavailable` when the port is taken, `invalid` when the config can't work, or is dangerous and does not say so
 */
export async function startGateway(o: GatewayOptions): Promise<Gateway> {
  const shared = { clock: o.clock ?? systemClock, random: o.random ?? systemRandom, log: o.log };
  refuseUnusable(o.config);
  refuseDangerous(o.config);
  await prepareStateDir(o.stateDir);
  const settings = gatewaySettings(o.config);
  const address = { host: settings.host, port: o.port ?? settings.port };
  const stores = await openWithPatience({ ...o, ...shared, ...address });
  try {
    return await compose(o, shared, address, stores);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

type Shared = { readonly clock: Clock; readonly random: Random; readonly log: Logger };

interface FlowParts extends Shared {
  readonly config: () => Config;
  readonly stores: Stores;
  readonly policy: () => Policy;
  readonly owed: () => void;
  /** What the adapter of an account says its platform verifies. */
  readonly vouches: FlowDeps["vouches"];
  readonly typing: FlowDeps["typing"];
}

function openTools(o: GatewayOptions, parts: FlowParts): Promise<Acting> {
  return openActing({
    ...parts,
    approvals: createExecService(parts),
    stateDir: o.stateDir,
    port: o.port ?? gatewaySettings(o.config).port,
    env: process.env,
  });
}

function flowHandler(parts: FlowParts, acting: Acting): ReturnType<typeof createHandler> {
  const { stores, clock, log } = parts;
  return createHandler({
    pairing: createPairingService(parts),
    identities: createIdentityService(parts),
    vouches: parts.vouches,
    typing: parts.typing,
    devices: createDeviceService(parts),
    exec: createExecService(parts),
    people: stores.pairing,
    messages: stores.messages,
    limiter: stores.limiter,
    localLimiter: createMemoryRateLimiter(),
    policy: parts.policy,
    agent: () => commandAgent,
    tools: acting.dispatcher,
    clock,
    log,
  });
}

/** The parts between the stores and HTTP: message flow, channels, pages' hints. */
async function assemble(o: GatewayOptions, shared: Shared, opened: Stores) {
  const { clock, log } = shared;
  const moves = createMoves({ stores: opened, ...shared });
  const compile = (of: Config): Policy => followMoves(compilePolicy(of, opened.said), of, moves.formerOf);
  const live = createLive(o.config, compile);
  const { config, policy } = live;
  const stores = underPolicy(opened, { policy, clock });
  const changes = await createChanges({ wakeups: stores.wakeups, clock, log });
  const web = createWebChannel({ ...shared, changed: () => changes.changed("chat") });
  const turns = createTurnTaking(stores.wakeups);
  const parts = { config, policy, stores, stateDir: o.stateDir, ...shared };
  const flow = { ...parts, owed: turns.owed, ...reaching(() => channels) };
  const acting = await openTools(o, flow);
  const specs = () => [web.spec, ...allSpecs(o, config(), parts)];
  const handle = flowHandler(flow, acting);
  const { road, channels, delivery } = openRoad({ ...parts, moves, turns, handle, specs: specs() });
  let started = false;
  const reloader = openReloader({
    ...{ ...parts, source: o.source, port: o.port, live, acting, changed: changes.changed },
    tidy: () => tidy(),
    connect: () => channels.update(specs()),
  });
  const trouble = async () => (started ? stores.trouble() : ["channels are being connected"]);
  const [pairing, exec] = [createPairingService(parts), createExecService(parts)];
  const app: App = {
    ...shared,
    config,
    policy,
    configState: reloader.state,
    stores,
    pairing,
    identities: createIdentityService(parts),
    exec,
    ...createLooking({ ...flow, pairing, exec }),
    privacy: createPrivacyService({ ...parts, persons: () => policy().pairing, work: acting.work }),
    devices: createDeviceService(parts),
    chat: web.chat,
    doctor: doctorOf(o, { ...parts, trouble, channels: () => channels.status() }),
    channels: () => channels.status(),
    channelLogin: channels.login,
    trouble,
    changed: changes.changed,
    watch: changes.watch,
    webhooks: (channel, account) => adapterOf(channels, channel, account)?.webhook,
  };
  async function start(): Promise<void> {
    await moves.look();
    await road.start();
    await channels.start();
    started = true;
    soon(acting.runner.recover().then(acting.runner.poll), log);
  }
  function decided(id: string): void {
    void updateCards(delivery, id);
    if (isId(id, "exec")) soon(acting.runner.poll(), log);
  }
  const ending = { stores, exec: app.exec, policy, clock };
  const tidy = (): Promise<void> => moves.look().then(() => endUninvited(ending));
  return { app, start, road, channels, changes, acting, moves, decided, tidy, reloader };
}

function doctorOf({ stateDir }: GatewayOptions, parts: Omit<ExamineParts, "env" | "stateDir">): App["doctor"] {
  return createDoctor((look) => examine({ ...parts, stateDir, env: process.env }, look), parts.clock);
}

/** Accounts that were handed in take the place of those that the config would make. */
function allSpecs({ channels: own = [] }: GatewayOptions, config: Config, parts: ChannelParts): readonly ChannelSpec[] {
  const taken = new Set(own.map(({ channel, account }) => `${channel}/${account}`));
  return [...own, ...channelSpecs(config, parts).filter((one) => !taken.has(`${one.channel}/${one.account}`))];
}

/** What this misses is found when the sweeper looks. */
function soon(work: Promise<void>, log: Logger): void {
  work.catch((error: unknown) => log.warn("approved commands wait", { error: messageOf(error) }));
}

/** Hears what other replicas decided and learned. */
async function subscribe(
  { wakeups }: Pick<Stores, "wakeups">,
  o: { decided: (id: string) => void; moves: Pick<Moves, "look"> },
): Promise<() => Promise<void>> {
  const ends = [
    await wakeups.subscribe("decided", o.decided),
    await wakeups.subscribe(movesTopic, () => void o.moves.look()),
  ];
  return async () => {
    for (const end of ends) await end();
  };
}

async function compose(
  o: GatewayOptions,
  shared: Shared,
  address: { host: string; port: number },
  stores: Stores,
): Promise<Gateway> {
  const { app, start, road, channels, changes, acting, moves, decided, tidy, reloader } = await assemble(
    o,
    shared,
    stores,
  );
  const operatorToken = newToken(shared.random);
  const { publicUrl } = gatewaySettings(o.config);
  const http = createHttp({
    app,
    ...address,
    operatorToken,
    get trustedProxies() {
      return app.config().gateway?.trustedProxies ?? [];
    },
    get allowedOrigins() {
      return app.config().gateway?.allowedOrigins ?? [];
    },
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const { url } = await http.listen();
  const unsubscribe = await subscribe(stores, { decided, moves });
  await noteStart(app, o.config);
  await start();
  const stopSweeper = startSweeper({ ...app, acting, tidy, keeping: () => keepingOf(app.config()) });
  await reloader.start();
  await writeGatewayFile(o.stateDir, { url, pid: process.pid, token: operatorToken });
  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    await removeGatewayFile(o.stateDir);
    await reloader.close();
    await channels.stop();
    await stopSweeper();
    await unsubscribe();
    await acting.close();
    await road.stop();
    await http.close();
    await changes.close();
    await noteStop(app, app.config());
    await stores.close();
  }
  return {
    url,
    signInLink: () => http.signInLink(),
    trouble: app.trouble,
    config: app.config,
    reload: reloader.reload,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
