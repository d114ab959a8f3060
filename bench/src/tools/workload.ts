import { defaultAliases } from "@moltbot/tool-policy";
import picomatch from "picomatch";

/** One layer, in terms that every engine can be given: lists of globs that know `*` and braces. */
export interface WorkloadLayer {
  readonly allow: readonly string[] | undefined;
  readonly deny: readonly string[];
}

export type WorkloadStack = readonly WorkloadLayer[];

export interface Query {
  readonly stack: number;
  readonly tool: string;
}

const layersPerStack = 7;
const shortestLayer = 5;
const longestLayer = 30;
const stackCount = 20;
export const queryCount = 10_000;

export const tools: readonly string[] = [
  ...["read", "write", "edit", "exec", "process", "browser", "canvas", "nodes", "message", "gateway", "automations"],
  ...["image", "agents_list", "sessions_list", "sessions_history", "sessions_send", "sessions_spawn", "session_status"],
  ...["memory_search", "memory_get", "web_search", "web_fetch", "system.notify", "camera.snap", "screen.record"],
  ...["mcp__git__log", "mcp__git__push", "mcp__files__read", "mcp__files__write", "mcp__mail__send", "mcp__mail__list"],
  ...["calendar_list", "calendar_create", "notes_search", "notes_add", "tts", "voice_call", "location.get", "pdf_read"],
  "code_review",
];
const unknownTools = ["frobnicate", "sessions_", "mcp__x__y", "delete_everything", "readme", "xexec"];
const globs = [
  ...[
    "sessions_*",
    "memory_*",
    "web_*",
    "mcp__*",
    "mcp__git__*",
    "mcp__files__*",
    "mcp__*__read",
    "mcp__mail__{send,list}",
  ],
  ...[
    "system.{run,notify}",
    "camera.*",
    "screen.*",
    "calendar_*",
    "notes_*",
    "*_list",
    "*_search",
    "*_get",
    "*.record",
  ],
  ...["{read,write,edit}", "{web,memory}_search", "s*", "*e*d", "c{anvas,alendar}*", "voice_*", "location.*", "pdf_*"],
  ...["bash*", "proc*", "gate*", "agents_*", "code_*", "image*", "tts*", "*__push", "*fetch", "no*s", "b*r"],
];

/** What other installations have. */
const elsewhere = [
  ...["shell_*", "terminal", "portal*", "whatsapp_login", "conversations_*", "computer*", "mobile_ui", "plugins"],
  ...["*_admin", "delete_*", "billing_*", "mcp__aws__*", "mcp__*__delete", "home.{lock,unlock}", "payments_*", "spawn"],
];
const wide = ["*", "*", "*", "*e*", "*_*", "{m,s,w,r,c,n}*"];

/** Seeded, so that every run asks the same. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A text in one piece and without a cached hash, the way a parser makes it. */
export function fromSocket(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** `stackCount` stacks; about half of all questions are allowed. */
export function makeStacks(random: () => number): readonly WorkloadStack[] {
  return Array.from({ length: stackCount }, () => Array.from({ length: layersPerStack }, () => makeLayer(random)));
}

/** A layer of `size` globs, a fifth of them in deny. */
export function makeLayer(random: () => number, size = between(random, shortestLayer, longestLayer)): WorkloadLayer {
  const pick = (...lists: readonly (readonly string[])[]): string => {
    const list = lists[Math.floor(random() * lists.length)] ?? [];
    return list[Math.floor(random() * list.length)] ?? "";
  };
  // Most of what is denied is not installed, or nothing would get through seven layers.
  const denied = () => (random() < 0.06 ? pick(globs, tools) : pick(elsewhere));
  const deny = Array.from({ length: Math.floor(size / 5) }, denied);
  if (random() < 0.15) return { allow: undefined, deny };
  const allow = Array.from({ length: size - deny.length - 1 }, () => pick(globs, tools, elsewhere));
  return { allow: allow.toSpliced(Math.floor(random() * size), 0, pick(wide)), deny };
}

function between(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Tools in the usual spelling, 5 % in another case, with blanks or by an alias, and 10 % that nobody knows. */
export function makeQueries(random: () => number): readonly Query[] {
  const aliases = Object.keys(defaultAliases);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  return Array.from({ length: queryCount }, () => {
    const kind = random();
    const odd = () => [pick(tools).toUpperCase(), ` ${pick(tools)}`, pick(aliases)][Math.floor(random() * 3)] ?? "";
    const tool = kind < 0.05 ? odd() : kind < 0.15 ? pick(unknownTools) : pick(tools);
    return { stack: Math.floor(random() * stackCount), tool: fromSocket(tool) };
  });
}

/** Names that nobody has seen: half of them begin like a tool does. */
export function makeFreshQueries(random: () => number, round: number): readonly Query[] {
  return Array.from({ length: queryCount }, (_, at) => {
    const known = tools[Math.floor(random() * tools.length)] ?? "";
    const tail = `${round.toString(36)}_${Math.floor(random() * 2 ** 31).toString(36)}${at.toString(36)}`;
    const head = random() < 0.5 ? known.slice(0, 3 + Math.floor(random() * known.length)) : "";
    return { stack: Math.floor(random() * stackCount), tool: `${head}${tail}` };
  });
}

/** What the peers are given: a glob that matches an alias gets the tool beside it, so that they need one name only. */
export function withAliases(list: readonly string[]): readonly string[] {
  return list.flatMap((glob) => {
    const isMatch = picomatch(glob, { bash: true, dot: true });
    const meant = Object.entries(defaultAliases).filter(([alias, tool]) => isMatch(alias) && !isMatch(tool));
    return [glob, ...new Set(meant.map(([, tool]) => tool))];
  });
}

const aliasMap = new Map(Object.entries(defaultAliases));

/** The name that the peers are asked about. */
export function normalise(tool: string): string {
  const name = tool.trim().toLowerCase();
  return aliasMap.get(name) ?? name;
}
