import { agentIds, type Config, suggest } from "@moltbot/config";
import { MoltbotError, type Principal, parseAddress, plainText } from "@moltbot/core";
import type { SessionFacts } from "@moltbot/gateway/policy";

/** Whose session a question is about, as typed. */
export interface SessionOptions {
  readonly from?: string;
  readonly agent?: string;
  readonly channel?: string;
  readonly group?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly sandboxed?: boolean;
  readonly subagent?: boolean;
}

/**
 * Reads the options that describe a session.
 * @throws MoltbotError `invalid` for an unknown agent, and for options that contradict each other
 */
export function sessionFacts(config: Config, o: SessionOptions): SessionFacts {
  const who = o.from === undefined ? undefined : readPerson(o.from);
  const channel = o.channel?.toLowerCase();
  if (who !== undefined && channel !== undefined && who.channel !== channel) {
    throw new MoltbotError("invalid", `--channel ${plainText(channel, 40)} is not the channel of --from`, {
      hint: "Leave --channel out: --from says it.",
    });
  }
  if (o.group !== undefined && who === undefined && channel === undefined) {
    throw new MoltbotError("invalid", "--group says nothing without a channel", {
      hint: "Add --channel telegram, or --from channel:id.",
    });
  }
  if (o.agent !== undefined) knownAgent(config, o.agent);
  const { group, agent, from: _, channel: __, ...rest } = o;
  return {
    ...rest,
    ...(who === undefined ? {} : { who }),
    ...(channel === undefined ? {} : { channel }),
    ...(group === undefined ? {} : { groupId: group }),
    ...(agent === undefined ? {} : { agentId: agent }),
  };
}

/** The same options again, for a command that is suggested next. */
export function sessionWords(o: SessionOptions): readonly string[] {
  const named = (["from", "agent", "channel", "group", "provider", "model"] as const).flatMap((name) => {
    const value = o[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const sandboxed = o.sandboxed === undefined ? [] : [o.sandboxed ? "--sandboxed" : "--no-sandboxed"];
  return [...named, ...sandboxed, ...(o.subagent === true ? ["--subagent"] : [])];
}

/**
 * Makes sure that there is such an agent.
 * @throws MoltbotError `invalid`, naming those that there are
 */
export function knownAgent(config: Config, id: string): void {
  const known = agentIds(config);
  if (known.includes(id) || id === "default") return;
  const near = suggest(id, known);
  const meant = near === undefined ? "" : `Did you mean "${near}"? `;
  throw new MoltbotError("invalid", `there is no agent "${plainText(id, 80)}"`, {
    hint: `${meant}Agents: ${known.join(", ")}.`,
    data: { agents: known },
  });
}

/** `channel:id`, or `channel/account:id` as lists of people print it. */
function readPerson(text: string): Principal {
  const account = /^[^:]*\/([\w-]+):/.exec(text)?.[1];
  const address = parseAddress(account === undefined ? text : text.replace(`/${account}:`, ":"));
  return { ...address, account: account ?? "default" };
}
