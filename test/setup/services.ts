import type { TestProject } from "vitest/node";
import { type OwnServer, postgresTrouble, redisTrouble, startPostgres, startRedis } from "../support/servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A Postgres server: `postgres://…/postgres`; each test makes its own database on it. */
    databaseUrl: string;
    /** A Redis server; each test uses its own key prefix. */
    redisUrl: string;
  }
}

interface Service {
  readonly name: string;
  readonly variable: string;
  readonly local: string;
  readonly install: string;
  readonly trouble: (url: string) => Promise<string | undefined>;
  readonly start: () => Promise<OwnServer | undefined>;
}

const services = {
  postgres: {
    name: "Postgres",
    variable: "DATABASE_URL",
    local: "postgres://postgres@127.0.0.1:5432/postgres",
    install: "apt-get install -y postgresql",
    trouble: postgresTrouble,
    start: startPostgres,
  },
  redis: {
    name: "Redis",
    variable: "REDIS_URL",
    local: "redis://127.0.0.1:6379",
    install: "apt-get install -y redis-server",
    trouble: redisTrouble,
    start: startRedis,
  },
} satisfies Record<string, Service>;

/** The server named by its variable, else the one on its usual local port, else one of our own, else a clear stop. */
async function find(service: Service, started: OwnServer[]): Promise<string> {
  const named = process.env[service.variable];
  if (named !== undefined && named !== "") {
    const trouble = await service.trouble(named);
    if (trouble === undefined) return named;
    throw new Error(`${service.variable} is set, but ${service.name} does not answer there: ${trouble}`);
  }
  const wantsOwn = process.env["MOLTBOT_TEST_SERVERS"] === "own";
  if (!wantsOwn && (await service.trouble(service.local)) === undefined) return service.local;
  const server = await service.start();
  if (server === undefined) {
    throw new Error(
      `The tests need ${service.name}. Install it with: ${service.install}\n` +
        `or set ${service.variable} to a server where databases may be made and dropped.`,
    );
  }
  started.push(server);
  return server.url;
}

/** Finds Postgres and Redis for the whole run; returns how to stop what it started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: OwnServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    project.provide("databaseUrl", await find(services.postgres, started));
    project.provide("redisUrl", await find(services.redis, started));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
