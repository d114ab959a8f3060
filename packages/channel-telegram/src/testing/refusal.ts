/** An answer other than "ok", in Telegram's shape. */
export interface Refusal {
  readonly ok: false;
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Thrown by a method to refuse a call. */
export class TelegramRefusal extends Error {
  readonly body: Refusal;

  constructor(code: number, description: string, parameters?: Readonly<Record<string, unknown>>) {
    super(description);
    this.body = { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) };
  }
}

/** Refuses a call as a bad request. */
export function bad(description: string): TelegramRefusal {
  return new TelegramRefusal(400, `Bad Request: ${description}`);
}
