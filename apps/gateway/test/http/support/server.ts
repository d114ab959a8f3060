import { type IncomingHttpHeaders, request } from "node:http";
import { onTestFinished } from "vitest";
import { createHttp } from "../../../src/http/create-http.ts";
import type { Http, HttpOptions } from "../../../src/http/options.ts";
import { createTestApp, type TestApp } from "./app.ts";

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What to send; nothing is added to it. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** A test app behind a real server. */
export interface TestServer extends TestApp {
  readonly http: Http;
  readonly port: number;
  send(path: string, sending?: Sending): Promise<Reply>;
  /** A signed-in browser. */
  signIn(): Promise<Browser>;
}

/** A browser's cookie and CSRF token, and requests that carry them. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  get(path: string): Promise<Reply>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Reply>;
}

/** The operator token of test servers. */
export const token = "operator-token-operator-token-0123456789";

/** A form's content type. */
export const formType = { "content-type": "application/x-www-form-urlencoded" };

/** Sends one request exactly as written. */
export function sendTo(port: number, path: string, o: Sending = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunked = o.headers !== undefined && "transfer-encoding" in o.headers;
    const length = o.body === undefined || chunked ? {} : { "content-length": Buffer.byteLength(o.body) };
    const headers = { ...length, ...o.headers } as Record<string, string>;
    const outgoing = request({ port, host: "127.0.0.1", path, method: o.method ?? "GET", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      });
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(o.body);
  });
}

/** Starts a server for the running test; it ends with the test. */
export async function startServer(o: Partial<HttpOptions> & { test?: TestApp } = {}): Promise<TestServer> {
  const test = o.test ?? createTestApp();
  const http = createHttp({ host: "127.0.0.1", port: 0, operatorToken: token, ...o, app: test.app });
  const { port } = await http.listen();
  onTestFinished(() => http.close());
  const send: TestServer["send"] = (path, sending) => sendTo(port, path, sending);
  return { ...test, http, port, send, signIn: () => signIn(http, send) };
}

async function signIn(http: Http, send: TestServer["send"]): Promise<Browser> {
  const link = new URL(await http.signInLink());
  const body = new URLSearchParams({ token: link.searchParams.get("token") ?? "" }).toString();
  const reply = await send("/sign-in", { method: "POST", headers: formType, body });
  const cookie = cookieOf(reply);
  const page = await send("/approvals", { headers: { cookie } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  return {
    cookie,
    csrf,
    get: (path) => send(path, { headers: { cookie } }),
    post: (path, fields) =>
      send(path, {
        method: "POST",
        headers: { ...formType, cookie },
        body: new URLSearchParams({ csrf, ...fields }).toString(),
      }),
  };
}

/** The cookies that a reply sets, as a browser would send them back. */
export function cookieOf(reply: Reply): string {
  return (reply.headers["set-cookie"] ?? []).map((each) => each.split(";")[0]).join("; ");
}

/** A call of the API with the operator token. */
export function callApi(server: TestServer, method: "GET" | "POST", path: string, body?: unknown): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return server.send(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}
