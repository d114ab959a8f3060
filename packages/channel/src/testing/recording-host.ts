import { inspect } from "node:util";
import type { Clock, Logger } from "@moltbot/core";
import type { ChannelHost } from "../adapter.ts";
import type { InboundAction, InboundMessage } from "../messages.ts";

/** A host that remembers. Like a real inbox it accepts each id once. */
export interface RecordingHost extends ChannelHost {
  /** Accepted, in order. */
  readonly messages: readonly InboundMessage[];
  readonly actions: readonly InboundAction[];
  /** Every attempt to deliver a message, refused and repeated ones too. */
  readonly attempts: readonly InboundMessage[];
  /** Everything logged. */
  logged(): string;
  /** Called before a message is accepted; when it rejects, the message is not durable. */
  before: (message: InboundMessage) => Promise<void>;
  /** The same for button presses. */
  beforeAction: (action: InboundAction) => Promise<void>;
}

/** Anything at all as text, own and inherited secrets included. */
export function everythingIn(value: unknown): string {
  return inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
}

/** A host on `clock`. */
export function createRecordingHost(clock: Clock): RecordingHost {
  const lines: string[] = [];
  const messages = new Map<string, InboundMessage>();
  const actions = new Map<string, InboundAction>();
  const attempts: InboundMessage[] = [];
  const write = (message: string, fields?: unknown): void => void lines.push(`${message} ${everythingIn(fields)}`);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const host: RecordingHost = {
    clock,
    log,
    get messages() {
      return [...messages.values()];
    },
    get actions() {
      return [...actions.values()];
    },
    attempts,
    logged: () => lines.join("\n"),
    before: async () => {},
    beforeAction: async () => {},
    async onMessage(message) {
      attempts.push(message);
      await host.before(message);
      if (!messages.has(message.id)) messages.set(message.id, message);
    },
    async onAction(action) {
      await host.beforeAction(action);
      if (!actions.has(action.id)) actions.set(action.id, action);
    },
  };
  return host;
}
