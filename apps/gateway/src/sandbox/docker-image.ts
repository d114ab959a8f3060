import { request } from "node:http";

/** The socket of the engine that `DOCKER_HOST` names, the usual one without it; `undefined` when it is not on this machine. */
export function dockerSocketOf(host: string | undefined): string | undefined {
  if (host === undefined || host === "") return "/var/run/docker.sock";
  return host.startsWith("unix://") ? host.slice("unix://".length) : undefined;
}

/** What the local Docker engine calls an image: its digest. `undefined` when there is no such engine or image. */
export function dockerImageId(socketPath: string, name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const path = `/images/${encodeURIComponent(name)}/json`;
    const asked = request({ socketPath, path, timeout: 5000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("end", () => resolve(answer.statusCode === 200 ? idIn(Buffer.concat(chunks)) : undefined));
      answer.once("error", () => resolve(undefined));
    });
    asked.once("error", () => resolve(undefined));
    asked.once("timeout", () => asked.destroy());
    asked.end();
  });
}

function idIn(body: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    const id = typeof value === "object" && value !== null ? (value as { Id?: unknown }).Id : undefined;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
