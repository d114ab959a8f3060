import type { DomainEvent } from "@moltbot/core";
import { allScopes, type Caller, createDeviceKey, type DeviceKey, type Scope } from "@moltbot/device-pairing";
import { connectGateway, type GatewayClient, type GatewayClientOptions } from "@moltbot/device-pairing/client";
import { onTestFinished } from "vitest";
import { createHttp } from "../../src/http/create-http.ts";
import type { HttpOptions } from "../../src/http/options.ts";
import { createTestApp, type TestApp } from "../http/support/app.ts";

export const token = "t".repeat(43);
export const operator: Caller = {
  name: "operator",
  actor: { kind: "operator", via: "cli" } satisfies DomainEvent["actor"],
  via: "cli",
  scopes: allScopes,
};

/** A gateway that listens; it ends with the test. */
export interface Listening {
  readonly test: TestApp;
  readonly url: string;
  readonly ws: string;
  connect(o?: Partial<GatewayClientOptions>): Promise<GatewayClient>;
  /** A client that was approved with these scopes. */
  paired(...scopes: Scope[]): Promise<GatewayClient & { readonly key: DeviceKey }>;
}

/** Starts one on the real clock. */
export async function listen(o: Partial<HttpOptions> = {}, test = createTestApp(Date.now())): Promise<Listening> {
  const http = createHttp({ app: test.app, host: "127.0.0.1", port: 0, operatorToken: token, ...o });
  onTestFinished(() => http.close());
  const { port } = await http.listen();
  const ws = `ws://127.0.0.1:${port}/ws`;
  const connect: Listening["connect"] = (own = {}) =>
    connectGateway({
      url: ws,
      key: createDeviceKey(),
      client: { id: "test", platform: "linux" },
      scopes: ["operator.read"],
      ...own,
    });
  return {
    test,
    ws,
    url: `http://127.0.0.1:${port}`,
    connect,
    async paired(...scopes) {
      const key = createDeviceKey();
      const id = await requestIdOf(connect({ key, scopes }));
      await test.app.devices.approve(id, operator);
      return { ...(await connect({ key, scopes })), key };
    },
  };
}

/** The request that a connection leaves which is not let in. */
export async function requestIdOf(connecting: Promise<GatewayClient>): Promise<string> {
  const error = await connecting.then(
    () => undefined,
    (thrown: { data?: { requestId?: string } }) => thrown,
  );
  const id = error?.data?.requestId;
  if (id === undefined) throw new Error(`no request: ${JSON.stringify(error)}`);
  return id;
}
