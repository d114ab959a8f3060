/** Thrown to refuse a call, in Discord's shape. */
export class DiscordRefusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.body = { message, code };
    this.headers = headers;
  }
}

/** Thrown to ask for a pause. */
export class DiscordLimit extends DiscordRefusal {
  override readonly body: Readonly<Record<string, unknown>>;

  constructor(seconds: number, scope: "user" | "shared" | "global") {
    const header = String(seconds);
    // A shared limit says nothing about the bot's own.
    const remaining = scope === "shared" ? "4" : "0";
    super(429, 0, "You are being rate limited.", {
      "retry-after": header,
      "x-ratelimit-limit": "5",
      "x-ratelimit-remaining": remaining,
      "x-ratelimit-reset-after": header,
      "x-ratelimit-scope": scope,
      ...(scope === "global" ? { "x-ratelimit-global": "true" } : {}),
    });
    this.body = { message: this.message, retry_after: seconds, global: scope === "global" };
  }
}

/** Thrown to cut the connection without an answer. */
export class Cut extends Error {}
