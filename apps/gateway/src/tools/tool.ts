import type { Conversation } from "@moltbot/channel";
import type { JsonObject, Principal } from "@moltbot/core";
import type { ToolContext } from "@moltbot/tool-policy";
import type { Known, Policy } from "../policy/policy.ts";

/** What a tool is called with. It comes from people and models: every tool reads it with care. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** Whose session a tool is called in. Facts of the server, never of a message's text. */
export interface ToolSession {
  readonly who: Principal;
  readonly names?: Known;
  readonly agentId: string;
  /** Names the session in histories, grants and sandboxes. */
  readonly key: string;
  /** Where answers that come later go. */
  readonly conversation: Conversation;
  /** The message that led to the call: what it changes is changed once, however often the message is worked on. */
  readonly origin: string;
  /** Which of several equal calls for that message this is; the first unless told. */
  readonly nth?: number;
}

/** One call of a tool that was allowed. */
export interface ToolCall {
  readonly session: ToolSession;
  /** The rules under which it was allowed. */
  readonly policy: Policy;
  /** What those rules looked at. */
  readonly context: ToolContext;
  /** Raised when the call is to end: by `/kill`, by a block, when the gateway stops, when it takes too long. */
  readonly signal: AbortSignal;
  /**
   * Ask before changing anything: `false` when this call was made before, by a process that may have died in the midst of it.
   * @throws MoltbotError `unavailable`
   */
  claim(): Promise<boolean>;
}

/** What came of a call. */
export interface ToolResult {
  /** `waiting`: for people, or for something that still runs. */
  readonly outcome: "done" | "failed" | "denied" | "waiting";
  /** What to say about it: our own words, made safe. */
  readonly text: string;
  /** What a program, a file or another person says: untrusted, as it came. */
  readonly output?: string;
  /** For the audit log; nothing personal. */
  readonly data?: JsonObject;
}

/** Something that an agent can do (port). Tools of other servers become such as well, and stand behind the same policy. */
export interface Tool {
  readonly name: string;
  /** One sentence, for people and models. */
  readonly description: string;
  run(args: ToolArguments, call: ToolCall): Promise<ToolResult>;
}

/** The answer to a call that was ended before it was done. */
export const cancelled: ToolResult = {
  outcome: "failed",
  text: "It was ended before it was done.",
  data: { cancelled: true },
};

/** The answer to a call that was claimed before. */
export function repeated(what: string): ToolResult {
  return {
    outcome: "denied",
    text: `${what} was begun before for this very message, and I can't know how far it came: it may have run. I don't run it again. Send it anew if you want it once more.`,
    data: { repeated: true },
  };
}
