import { isMoltbotError, MoltbotError, messageOf } from "@moltbot/core";

/** Where a database is, for people: never with a password. */
export interface Target {
  /** `127.0.0.1:5432`, or the directory of an embedded one. */
  readonly place: string;
  readonly database: string;
  readonly user: string;
}

const network =
  /^(ECONN|EHOST|ENET|EPIPE|ENOTFOUND|ENOENT|EAI_|ETIMEDOUT|EACCES|CONNECT|CONNECTION_|08|57P|53|58|25006|55P03|57014|55000)/;

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The SQLSTATE or the system's error code, when there is one. */
export { codeOf as databaseCode };

function unavailable(message: string, hint: string, code: string): MoltbotError {
  return new MoltbotError("unavailable", message, { hint, data: { code } });
}

/**
 * An error of a database as ours; errors without a code are no database's and stay. What can pass by itself or by an operator's hand is `unavailable`; a precondition that
 * no longer holds is `conflict`; data that the database refuses is `invalid`.
 */
export function toMoltbotError(error: unknown, target: Target): unknown {
  const code = codeOf(error);
  if (isMoltbotError(error) || code === "") return error;
  const at = `at ${target.place}`;
  switch (code) {
    case "MB409":
      return new MoltbotError("conflict", messageOf(error));
    case "23505":
      return new MoltbotError("conflict", "A row with this key exists");
    case "28P01":
    case "28000":
      return unavailable(
        `Postgres ${at} refuses the user "${target.user}"`,
        "Check the user and the password in database.url (DATABASE_URL).",
        code,
      );
    case "3D000":
      return unavailable(
        `Postgres ${at} has no database "${target.database}"`,
        `Create it: createdb ${target.database}`,
        code,
      );
    case "42501":
      return unavailable(
        `The user "${target.user}" may not use the schema moltbot in "${target.database}"`,
        `Run: grant create on database ${target.database} to ${target.user}`,
        code,
      );
    case "53100":
      return unavailable(`The disk of the database ${at} is full`, "Free some space; nothing else is needed.", code);
  }
  if (network.test(code)) {
    return unavailable(`The database ${at} cannot be reached`, `Check that it runs and answers ${at}.`, code);
  }
  return new MoltbotError("invalid", `The database refused the data: ${messageOf(error)}`, {
    hint: "This is a fault of the program or of a changed table; nothing was written.",
    data: { code },
  });
}
