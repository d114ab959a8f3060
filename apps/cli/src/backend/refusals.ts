import { MoltbotError, type Principal } from "@moltbot/core";

/** Whether `text` is meant as the id of a request rather than as a person. Ids are compared whole, later. */
export function isRequestId(text: string): boolean {
  return text.startsWith("pair_");
}

/** Refuses: nobody is known by that name. */
export function noPerson(identity: string): MoltbotError {
  return new MoltbotError("not_found", `nobody known as "${identity}"`, {
    hint: "moltbot users list shows everybody who wrote to the bot; or name them in full, e.g. telegram:123456789.",
  });
}

/** Refuses: several people are known by that name (SPEC R0.2). Each is named so that the name is theirs alone. */
export function severalPeople(identity: string, people: readonly Principal[]): MoltbotError {
  return new MoltbotError("conflict", `"${identity}" could be ${people.length} people; nothing was changed`, {
    hint: "Name one as channel/account:id.",
    data: { users: people.map(exactName) },
  });
}

/** `channel/account:id`: names exactly one person, also when the bot has several accounts on a channel. */
function exactName({ channel, account, id }: Principal): string {
  return `${channel}/${account}:${id}`;
}

/** Reads {@link exactName} back; nothing when `text` has another form. */
export function readExactName(text: string): Principal | undefined {
  const [, channel, account, id] = /^([a-z][a-z0-9-]{0,31})\/([^/:\s]{1,64}):(.{1,256})$/su.exec(text) ?? [];
  return channel === undefined || account === undefined || id === undefined ? undefined : { channel, account, id };
}

/** Refuses: that person asked for nothing. */
export function noRequest(identity: string): MoltbotError {
  return new MoltbotError("not_found", `"${identity}" has no request that waits`, {
    hint: "moltbot pairing pending lists those that do.",
  });
}

/** Refuses: no request has that id. `list`: the command that shows those that wait. */
export function noSuchRequest(id: string, list = "approvals list"): MoltbotError {
  return new MoltbotError("not_found", `there is no request ${id}`, {
    hint: `Ids are compared whole. moltbot ${list} lists those that wait.`,
  });
}

/** Refuses: no permission has that id. */
export function noGrant(id: string): MoltbotError {
  return new MoltbotError("not_found", `there is no grant ${id}`, {
    hint: "Ids are compared whole. moltbot approvals grants lists those that hold.",
  });
}
