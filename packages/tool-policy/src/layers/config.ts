/** A policy as a configuration writes it: other spellings, and a text for a list of one. */
export interface LoosePolicy {
  readonly allow?: string | readonly string[] | undefined;
  readonly deny?: string | readonly string[] | undefined;
  /** Other spelling of `allow`. */
  readonly allowed?: string | readonly string[] | undefined;
  /** Other spelling of `deny`. */
  readonly denied?: string | readonly string[] | undefined;
}

/** A policy with a profile under it. */
export interface ProfiledPolicy extends LoosePolicy {
  /** Name of a profile, or its lists. */
  readonly profile?: string | LoosePolicy | undefined;
  /** Widens the profile of this block; not beside `allow`. */
  readonly alsoAllow?: string | readonly string[] | undefined;
}

/** Everything about tools, for all agents or for one. */
export interface ToolsConfig extends ProfiledPolicy {
  /** By `provider/model`, else by `provider`, in any case. */
  readonly byProvider?: Readonly<Record<string, ProfiledPolicy>> | undefined;
  /** By group id, `"*"` for all others. */
  readonly groups?: Readonly<Record<string, LoosePolicy>> | undefined;
  /** By `channel:<channel>:<id>`, else by `id:<id>` or a bare id, `"*"` for all others. */
  readonly toolsBySender?: Readonly<Record<string, LoosePolicy>> | undefined;
  /** For sandboxed sessions; each list replaces the built-in one. */
  readonly sandbox?: { readonly tools?: LoosePolicy | undefined } | undefined;
  /** For subagents; `deny` is added to the built-in one. */
  readonly subagents?: { readonly tools?: LoosePolicy | undefined } | undefined;
  /** Further groups of tools, see `ToolPolicyOptions.groups`. */
  readonly toolGroups?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Further profiles by name; one with a built-in's name replaces it. */
  readonly profiles?: Readonly<Record<string, LoosePolicy>> | undefined;
  /** Further names of tools, see `ToolPolicyOptions.aliases`. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
}

/** What an agent's block says about tools. */
export interface AgentToolsConfig {
  readonly tools?: ToolsConfig | undefined;
  /** `read`, `write`, `exec`, `browse`, `admin`. Default: read and write. */
  readonly permissions?: readonly string[] | undefined;
}

/** What a channel's block says about tools. */
export interface ChannelToolsConfig {
  /** By group id, `"*"` for all others; the lists may stand right in the group. */
  readonly groups?: Readonly<Record<string, LoosePolicy & { readonly tools?: LoosePolicy | undefined }>> | undefined;
}

/** The parts of a configuration that say which tools may be called. */
export interface ToolLayersConfig {
  readonly agents?:
    | {
        readonly defaults?: AgentToolsConfig | undefined;
        readonly list?:
          | Readonly<Record<string, AgentToolsConfig>>
          | readonly (AgentToolsConfig & { readonly id: string })[]
          | undefined;
      }
    | undefined;
  readonly channels?: Readonly<Record<string, ChannelToolsConfig>> | undefined;
  /** Other place of `agents.defaults.tools`. */
  readonly tools?: ToolsConfig | undefined;
}

/** Who calls, and from where: facts of the session, never of a message's text. */
export interface ToolContext {
  readonly agentId: string;
  /** Provider of the model that answers, e.g. `anthropic`. */
  readonly provider?: string | undefined;
  /** With or without its provider in front. */
  readonly model?: string | undefined;
  readonly channel?: string | undefined;
  /** Account on the channel, when it has several. */
  readonly accountId?: string | undefined;
  /** Set in group chats. */
  readonly groupId?: string | undefined;
  /** The platform's stable id; never a name. */
  readonly senderId?: string | undefined;
  /** Those of the session; they win over the agent's. Empty: none. */
  readonly permissions?: readonly string[] | undefined;
  /** Whether the session is sandboxed. */
  readonly sandboxed?: boolean | undefined;
  /** Whether a subagent calls. */
  readonly subagent?: boolean | undefined;
  /** Whether the sender is an owner. Absent: nobody asked, and no tool is kept for owners. */
  readonly owner?: boolean | undefined;
}
