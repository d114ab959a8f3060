import { type ErrorCode, MoltbotError } from "@moltbot/core";

/** Where the running gateway answers, and the operator's token for it. */
export interface ApiAddress {
  readonly url: string;
  readonly token: string;
}

/** One answer of the gateway. */
export interface ApiAnswer {
  readonly body: unknown;
  /** `Next-Cursor`: leads to the next page of a list. */
  readonly next: string | undefined;
}

/** Calls the API of docs/api.md. */
export interface ApiClient {
  get(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<ApiAnswer>;
  post(path: string, body: Readonly<Record<string, unknown>>): Promise<ApiAnswer>;
  /** Like `post`, for an answer that may be larger than memory: its bytes as they come. */
  stream(path: string, body: Readonly<Record<string, unknown>>): Promise<AsyncIterable<Uint8Array>>;
}

const codes: ReadonlySet<string> = new Set<ErrorCode>([
  "invalid",
  "not_found",
  "conflict",
  "expired",
  "denied",
  "limited",
  "unavailable",
]);

/** A client that turns the gateway's errors back into {@link MoltbotError}, code, hint and data included. */
export function createApiClient(address: ApiAddress, o: { timeoutMs: number }): ApiClient {
  const send = async (url: URL, init: RequestInit): Promise<Response> => {
    const headers = { ...init.headers, Authorization: `Bearer ${address.token}`, "Moltbot-Client": "cli" };
    const options: RequestInit = { ...init, headers, redirect: "error", signal: AbortSignal.timeout(o.timeoutMs) };
    return fetch(url, options).catch((cause: unknown) => {
      throw new MoltbotError("unavailable", `the gateway at ${address.url} does not answer`, {
        cause,
        hint: "Look at its log; without a running gateway this command works on the store itself.",
      });
    });
  };
  const posting = (body: Readonly<Record<string, unknown>>): RequestInit => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const call = async (url: URL, init: RequestInit): Promise<ApiAnswer> => {
    const response = await send(url, init);
    const text = await response.text();
    const body = parsed(text);
    if (!response.ok) throw errorOf(response.status, body);
    return { body, next: response.headers.get("Next-Cursor") ?? undefined };
  };
  return {
    get(path, query = {}) {
      const url = new URL(path, address.url);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      return call(url, { method: "GET" });
    },
    post: (path, body) => call(new URL(path, address.url), posting(body)),
    async stream(path, body) {
      const response = await send(new URL(path, address.url), posting(body));
      if (!response.ok) throw errorOf(response.status, parsed(await response.text()));
      return chunksOf(response, address.url);
    },
  };
}

async function* chunksOf(response: Response, url: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (cause) {
    throw new MoltbotError("unavailable", `the gateway at ${url} broke off its answer`, {
      cause,
      hint: "What came is not whole. Look at its log and try again.",
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(status: number, body: unknown): MoltbotError {
  const error = record(record(body)["error"]);
  const { code, message, hint, data } = error;
  if (typeof code !== "string" || !codes.has(code) || typeof message !== "string") {
    return new MoltbotError("unavailable", `the gateway answered ${status} without saying why`, {
      hint: "Is that really a Moltbot gateway of this version?",
    });
  }
  return new MoltbotError(code as ErrorCode, message, {
    ...(typeof hint === "string" ? { hint } : {}),
    ...(data === undefined ? {} : { data: record(data) }),
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
