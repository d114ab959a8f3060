import type { Conversation } from "@moltbot/channel";
import { type Principal, plainText } from "@moltbot/core";
import type { MessageStore } from "@moltbot/sessions";
import type { Jobs } from "../exec/run/jobs.ts";
import type { Workplaces } from "../exec/run/workplaces.ts";
import { numberArgument, textArgument } from "./arguments.ts";
import { type OwnSession, ownSessions } from "./own-sessions.ts";
import { repeated, type Tool, type ToolCall, type ToolResult } from "./tool.ts";

/** What the tools about sessions work with. */
export interface SessionToolParts {
  /** The other identities of the same person. */
  readonly linkedTo: (who: Principal) => readonly Principal[];
  readonly messages: Pick<MessageStore, "history">;
  readonly workplaces: Workplaces;
  readonly jobs: Jobs;
  /** Queues a message for a conversation. */
  readonly post: (to: Conversation, text: string) => Promise<void>;
}

const longestMessage = 4000;

/** Tools about the person's own sessions; those of others do not exist for them (SPEC R1.4). */
export function createSessionTools(d: SessionToolParts): readonly Tool[] {
  const own = ({ session }: ToolCall): readonly OwnSession[] => ownSessions(d.linkedTo, session);
  const named = (call: ToolCall, key: unknown): OwnSession | undefined =>
    key === undefined ? own(call)[0] : own(call).find((one) => one.key === key);
  const send = async (call: ToolCall, to: OwnSession | undefined, text: string): Promise<ToolResult> => {
    if (to === undefined) return unknownSession;
    if (!(await call.claim())) return repeated("This message");
    await d.post(to.conversation, text);
    return { outcome: "done", text: "It is on its way." };
  };
  return [
    {
      name: "session_status",
      description: "Says who talks here, to which agent, where its tools work, and what runs.",
      run: (_, call) => status(d, call),
    },
    {
      name: "sessions_list",
      description: "Lists the person's own sessions.",
      async run(_, call) {
        return {
          outcome: "done",
          text: own(call)
            .map(({ key }) => plainText(key))
            .join("\n"),
        };
      },
    },
    {
      name: "sessions_history",
      description: "Shows the last lines of one of the person's own sessions ({ session, limit }).",
      async run(args, call) {
        const found = named(call, args["session"]);
        if (found === undefined) return unknownSession;
        const limit = numberArgument(args, "limit", { usual: 20, max: 100 });
        const lines = await d.messages.history(found.key, { limit });
        const output = lines.map(({ role, text }) => `${role}: ${text}`).join("\n");
        return { outcome: "done", text: `${plainText(found.key)}, the last ${lines.length} lines:`, output };
      },
    },
    {
      name: "sessions_send",
      description: "Sends a text to another of the person's own sessions ({ session, text }).",
      async run(args, call) {
        const found = named(call, textArgument(args, "session", { max: 512 }));
        return send(call, found, textArgument(args, "text", { max: longestMessage }));
      },
    },
    {
      name: "message",
      description: "Sends a text to the person who talks here ({ text }).",
      run: (args, call) => send(call, named(call, undefined), textArgument(args, "text", { max: longestMessage })),
    },
  ];
}

const unknownSession: ToolResult = {
  outcome: "denied",
  text: "You have no such session. sessions_list names those that you have.",
};

async function status(d: SessionToolParts, call: ToolCall): Promise<ToolResult> {
  const { session, context } = call;
  const place = await d.workplaces.of(session, context.sandboxed === true);
  const lines = [
    `Session: ${plainText(session.key)}`,
    `Agent: ${plainText(session.agentId, 64)}, ${context.model === undefined ? "no model" : plainText(context.model, 64)}`,
    `Tools work ${place.where === "sandbox" ? "in a sandbox" : "on the host, in a directory of your own"}.`,
    `Commands running: ${d.jobs.list(session.key).length}`,
  ];
  return { outcome: "done", text: lines.join("\n") };
}
