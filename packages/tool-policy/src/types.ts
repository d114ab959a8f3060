/** What one layer says about tools: glob patterns, deny wins; `allow` absent: all, empty: none (SPEC R6.1). */
export interface ToolPolicy {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** Widens the profile of the same block of settings; by itself it adds nothing. Never beside `allow`. */
  readonly alsoAllow?: readonly string[];
}

/** Something in the settings that has no effect, or not the one its writer meant; it never widens anything (SPEC R6.3). */
export interface ToolPolicyProblem {
  readonly layer: string;
  /** Where it is written, e.g. `agents.list.work.tools.deny`, if the layer knows. */
  readonly source?: string;
  /** The entry as written; its type in angle brackets when it is not text. */
  readonly entry: string;
  /** What is wrong, as one sentence. */
  readonly because: string;
  /** What to write instead, as one sentence. */
  readonly instead?: string;
}

/** One filter of the stack. All filters apply; none can give back what another took (SPEC R6.2). */
export interface Layer {
  /** Reads well in a sentence: "agent", "provider profile". */
  readonly name: string;
  /** Undefined: no rule. */
  readonly policy: ToolPolicy | undefined;
  /** Where its lists are written, e.g. `agents.list.work.tools`. */
  readonly source?: string;
  /** Where each list is written, when `source` and the list's name do not say it. */
  readonly sources?: { readonly allow?: string; readonly deny?: string };
  /** Entries that nobody wrote, such as a built-in profile's: never reported as dead. */
  readonly builtIn?: readonly string[];
  /** Why the layer allows nothing, when that is its answer to a mistake. */
  readonly because?: string;
  /** What was found wrong while the layer was put together. */
  readonly problems?: readonly ToolPolicyProblem[];
}

/** The answer for one tool. */
export interface ToolDecision {
  readonly allowed: boolean;
  /** The layer that denied; if allowed, the last one whose list names the tool. */
  readonly layer?: string;
  /** The entry that decided, as written. Absent where a tool is denied because no entry names it. */
  readonly rule?: string;
  /** In words, for people. */
  readonly because: string;
}

/** What one layer says about one tool (SPEC R9.6). */
export interface LayerTrace {
  readonly layer: string;
  /** The list that spoke, e.g. `agents.list.work.tools.deny`. */
  readonly source?: string;
  readonly verdict: "pass" | "deny" | "no rule";
  /** The entry that decided, as written. */
  readonly rule?: string;
  readonly because: string;
}

/** Names and lists beside the built-in ones. */
export interface ToolPolicyOptions {
  /** Further groups by name, with or without `group:`; one with a built-in's name replaces it. Patterns and other groups may stand in it. */
  readonly groups?: Readonly<Record<string, string | readonly string[]>>;
  /** Further names of tools: alias → tool. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Tools that pass a layer only if these do too; beside `apply_patch`, which needs `write` and `edit`. */
  readonly requires?: Readonly<Record<string, readonly string[]>>;
}

/** Layers, ready to answer for any number of tools. */
export interface CompiledToolPolicy {
  /** May this tool be called? Takes the name as it was called, in any case or alias. Never throws. */
  decide(tool: string): ToolDecision;
  /** Those that may be called, as given, in their order. */
  filter(tools: readonly string[]): string[];
  /** What each layer says, in order, also after the first one that denies. Never throws. */
  explain(tool: string): LayerTrace[];
  /** The tool that a called name means, or undefined when it cannot be a tool's name. */
  canonical(tool: string): string | undefined;
  /** Entries that match none of these tools, built-in ones left out. */
  deadRules(knownTools: readonly string[]): ToolPolicyProblem[];
  /** Unknown groups, profiles and permissions, and entries that cannot be read. Nothing of it allows anything. */
  readonly problems: readonly ToolPolicyProblem[];
}
