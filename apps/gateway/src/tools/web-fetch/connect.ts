import { once } from "node:events";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { Guard } from "./guard.ts";
import type { Deadline } from "./limits.ts";
import type { Target } from "./target.ts";

/** What {@link openConnection} works with. */
export interface ConnectParts {
  readonly guard: Guard;
  /** Certificates to trust instead of the usual ones. */
  readonly ca?: ConnectionOptions["ca"];
  /** Opens a socket; Node's own unless a test puts another in its place. */
  readonly connect?: typeof connect;
}

/**
 * Connects to an address that was checked, and to no other: the name is resolved once, the socket gets the addresses that
 * passed, and the far end is checked again before a byte is written. For https the certificate must be the host's.
 */
export async function openConnection(d: ConnectParts, target: Target, deadline: Deadline): Promise<Socket> {
  const { host, port, url } = target;
  const { signal } = deadline;
  const addresses = await deadline.race(d.guard.addressesOf(host));
  deadline.progress();
  const socket = (d.connect ?? connect)({ host, port, lookup: pinned(addresses), autoSelectFamily: true });
  const close = (): void => void socket.destroy();
  signal.addEventListener("abort", close, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", close));
  // Whoever waits for the socket is told; nobody may be waiting at the moment.
  socket.on("error", () => undefined);
  try {
    await deadline.race(once(socket, "connect"));
    d.guard.check(socket.remoteAddress ?? "", host);
    deadline.progress();
    return url.protocol === "https:" ? await encrypted(socket, d.ca, host, deadline) : socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A lookup that asks nobody. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, options, done) => {
    const [first] = all;
    if (options.all) done(null, all);
    else done(null, first?.address ?? "", first?.family);
  };
}

async function encrypted(
  socket: Socket,
  ca: ConnectionOptions["ca"],
  host: string,
  deadline: Deadline,
): Promise<Socket> {
  const tls = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  tls.on("error", () => undefined);
  await deadline.race(once(tls, "secureConnect"));
  deadline.progress();
  return tls;
}
