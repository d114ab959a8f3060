import type { CompiledAllowlist } from "@moltbot/allowlist-match";
import type { CompiledMentions } from "./mentions.ts";

/** The rules of one group (SPEC R5.1, R5.2), compiled. Nothing of direct messages is in them. */
export interface GroupRules {
  /** Whether `groups` names this group or `*`, or is not there at all. */
  readonly listed: boolean;
  readonly enabled: boolean;
  readonly requireMention: boolean;
  readonly mentions: CompiledMentions;
  /** Compiled for this channel. Only ids count here. */
  readonly owners: CompiledAllowlist;
  /** The group's own `allowFrom`, compiled with the sources in force; absent: every member. */
  readonly allow?: CompiledAllowlist;
  /** The same list with the sources `tag` and `prefixed-tag`, for the operator's labels. */
  readonly labels?: CompiledAllowlist;
  /** The same list with all sources: what a sender claims to be. */
  readonly claims?: CompiledAllowlist;
  /** Names of commands, with or without slash; absent: all. */
  readonly allowedCommands?: readonly string[];
  readonly deniedCommands: readonly string[];
  /** Most messages that the bot takes up in any hour; absent: no cap. */
  readonly maxPerHour?: number;
}

/** What the platform and the store know about an event in a group. */
export interface GroupFacts {
  /** The bot's own message. */
  readonly own: boolean;
  /** An edit of an earlier message. */
  readonly edit: boolean;
  /** Written by another bot, or through a webhook. */
  readonly fromBot: boolean;
  /** The text is somebody else's: nothing in it speaks to the bot. */
  readonly forwarded: boolean;
  /** The platform itself marked a mention of the bot. */
  readonly mentionsBot: boolean;
  /** Answers one of the bot's messages. */
  readonly repliesToBot: boolean;
  readonly text: string;
  readonly command?: {
    /** Without the slash. */
    readonly name: string;
    /** `us`: it names this bot (`/help@bot`); `other`: it names another. */
    readonly addressed?: "us" | "other";
    /** Whether the bot has such a command. */
    readonly known: boolean;
  };
  /** What the operator called them, without `@`. */
  readonly labels?: readonly string[];
  /** Their block, or that of an identity linked to theirs. */
  readonly block?: { readonly reason?: string };
}
