import type { ChannelAdapter, ChannelHost, Conversation } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";

type Shape = Readonly<Record<string, unknown>>;

const isBlock = (value: unknown): value is Shape => typeof value === "object" && value !== null;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isCount = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isFunction = (value: unknown): boolean => typeof value === "function";
const oneOf =
  (...texts: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === "string" && texts.includes(value);

/** What an adapter must have, by path. */
const wanted: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  name: [(value) => typeof value === "string" && value !== "", "a text"],
  "limits.text": [(value) => isCount(value) && value !== 0, "a whole number above 0"],
  "limits.actionPayload": [isCount, "a whole number"],
  "limits.edit": [isFlag, "true or false"],
  "limits.actions": [isFlag, "true or false"],
  "limits.typing": [isFlag, "true or false"],
  "identity.username": [oneOf("unique", "mutable"), '"unique" or "mutable"'],
  "identity.phone": [oneOf("verified", "none"), '"verified" or "none"'],
  "identity.email": [oneOf("verified", "none"), '"verified" or "none"'],
  start: [isFunction, "a function"],
  send: [isFunction, "a function"],
  probe: [isFunction, "a function"],
  stop: [isFunction, "a function"],
};

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (isBlock(inner) ? inner[key] : undefined), value);
}

/**
 * What somebody else's code made, as an adapter.
 * @throws MoltbotError `invalid` that names everything in which it is none
 */
export function checkAdapter(made: unknown, specifier: string): ChannelAdapter {
  const wrong = Object.entries(wanted).flatMap(([path, [isRight, what]]) =>
    isRight(at(made, path)) ? [] : [`${path} is not ${what}`],
  );
  if (at(made, "limits.edit") === true && !isFunction(at(made, "edit"))) {
    wrong.push("limits.edit is true, but edit is not a function");
  }
  if (at(made, "limits.typing") === true && !isFunction(at(made, "typing"))) {
    wrong.push("limits.typing is true, but typing is not a function");
  }
  if (wrong.length === 0) return made as ChannelAdapter;
  throw new MoltbotError("invalid", `what ${specifier} makes is no channel adapter: ${wrong.join("; ")}`, {
    hint: "The contract is ChannelAdapter of @moltbot/channel; its conformance kit finds such faults.",
  });
}

/** The adapter, unable to speak for another channel or account than its own by mistake. */
export function guardPlace(
  adapter: ChannelAdapter,
  { channel, account }: { channel: string; account: string },
): ChannelAdapter {
  const check = (from: Pick<Conversation, "channel" | "account">): void => {
    if (from.channel === channel && from.account === account) return;
    throw new MoltbotError("invalid", `an adapter of ${channel}/${account} named another channel or account`, {
      hint: "Put the name and account that createChannel is given into every conversation.",
    });
  };
  const guarded = (host: ChannelHost): ChannelHost => ({
    log: host.log,
    clock: host.clock,
    async onMessage(message) {
      check(message.conversation);
      await host.onMessage(message);
    },
    async onAction(action) {
      check(action.conversation);
      await host.onAction(action);
    },
    async onMoved(move) {
      check(move);
      await host.onMoved?.(move);
    },
  });
  // Not a copy: an adapter may be an object of a class, or show some of its members only while it runs.
  return new Proxy(adapter, {
    get(target, key) {
      if (key === "start") return (host: ChannelHost) => target.start(guarded(host));
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
