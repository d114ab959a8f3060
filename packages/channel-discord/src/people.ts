import type { Sender } from "@moltbot/channel";
import { type Fields, fields, snowflake, text } from "./read.ts";

/** The bot itself, as the gateway introduced it. */
export interface Me {
  readonly id: string;
  readonly username: string;
  readonly applicationId: string;
}

/** Where an adapter's conversations live. */
export interface Place {
  readonly channel: string;
  readonly account: string;
}

/** The bot that a `READY` event describes. */
export function readMe(ready: Fields): Me | undefined {
  const user = fields(ready["user"]);
  const id = snowflake(user?.["id"]);
  const applicationId = snowflake(fields(ready["application"])?.["id"]);
  if (id === undefined || applicationId === undefined) return undefined;
  return { id, username: text(user?.["username"]) ?? id, applicationId };
}

/** The user that `value` describes, under the name that a guild or they themselves chose. */
function readUser(value: unknown, member: unknown): Sender | undefined {
  const user = fields(value);
  const id = snowflake(user?.["id"]);
  if (user === undefined || id === undefined) return undefined;
  const username = text(user["username"]);
  const displayName = text(fields(member)?.["nick"]) ?? text(user["global_name"]) ?? username;
  return {
    id,
    ...(username === undefined ? {} : { username }),
    ...(displayName === undefined ? {} : { displayName }),
    isBot: user["bot"] === true || user["system"] === true,
  };
}

/** Who wrote `message`. A webhook writes under any name and picture: it is nobody's word, and counts as a bot. */
export function readSender(message: Fields): Sender | undefined {
  const sender = readUser(message["author"], message["member"]);
  return sender !== undefined && message["webhook_id"] !== undefined ? { ...sender, isBot: true } : sender;
}

/** Who pressed or called: in guilds it stands in `member`, in direct messages in `user`. */
export function readClicker(interaction: Fields): Sender | undefined {
  const member = fields(interaction["member"]);
  return readUser(member?.["user"] ?? interaction["user"], member);
}
