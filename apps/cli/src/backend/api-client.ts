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
  /** `timeoutMs` instead of the client's, for work that takes long. */
  post(path: string, body: Readonly<Record<string, unknown>>, o?: { timeoutMs: number }): Promise<ApiAnswer>;
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
    const signal = init.signal ?? AbortSignal.timeout(o.timeoutMs);
    return fetch(url, { ...init, headers, redirect: "error", signal }).catch((cause: unknown) => {
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
    post: (path, body, { timeoutMs } = o) =>
      call(new URL(path, address.url), { ...posting(body), signal: AbortSignal.timeout(timeoutMs) }),
    async stream(path, body) {
      const patience = createPatience(o.timeoutMs);
      const response = await send(new URL(path, address.url), { ...posting(body), signal: patience.signal });
      if (response.ok) return chunksOf(response, address.url, patience);
      const text = await response.text();
      patience.end();
      throw errorOf(response.status, parsed(text));
    },
  };
}

/** Gives up when nothing comes for so long; how long all of it takes does not matter. */
function createPatience(ms: number): { readonly signal: AbortSignal; renew(): void; end(): void } {
  const giving = new AbortController();
  let timer = setTimeout(() => giving.abort(), ms);
  const end = (): void => clearTimeout(timer);
  return {
    signal: giving.signal,
    renew() {
      end();
      timer = setTimeout(() => giving.abort(), ms);
    },
    end,
  };
}

async function* chunksOf(
  response: Response,
  url: string,
  patience: ReturnType<typeof createPatience>,
): AsyncIterable<Uint8Array> {
  const chunks = response.body?.[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Only waiting for the gateway counts, not what becomes of a piece.
      patience.renew();
      const next = await chunks?.next();
      patience.end();
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } catch (cause) {
    throw new MoltbotError("unavailable", `the gateway at ${url} broke off its answer`, {
      cause,
      hint: "What came is not whole. Look at its log and try again.",
    });
  } finally {
    patience.end();
    await chunks?.return?.().catch(() => undefined);
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
