import type { Json } from "@moltbot/core";
import { keysOf, schemaAt } from "./json-schema.ts";
import { type ConfigProblem, formatPath, type Path } from "./problem.ts";
import { redactValue } from "./redact.ts";
import type { Config } from "./schema/config.ts";
import { type Source, sourceOf } from "./source.ts";
import { suggest } from "./suggest.ts";
import { valueAt } from "./text/tree.ts";
import { agentSettings } from "./views/agents.ts";
import { channelSettings, ownEntry } from "./views/channels.ts";
import { deviceSettings, pairingSettings } from "./views/pairing.ts";
import { auditSettings, gatewaySettings, loggingSettings, messageSettings, storageSettings } from "./views/services.ts";

/** Which layer a value comes from. */
export type Origin =
  | "file"
  | "env"
  | "secret-file"
  | "channels.*"
  | "channel"
  | "agents.defaults"
  | "owners"
  | "default";

/** An effective value and who said so, or what was probably meant. */
export type PathAnswer =
  | {
      readonly status: "found";
      /** Plain JSON, secrets as `***`; null when nothing is set and there is no default. */
      readonly value: Json;
      readonly origin: Origin;
      /** The file that has it, an included one among them, where the configuration has a name. */
      readonly file?: string;
      /** The line in that file, counted from 1. */
      readonly line?: number;
      /** The environment variable whose value it is, or is part of it. */
      readonly variable?: string;
      /** The file whose text it is, or is part of it. */
      readonly secretFile?: string;
    }
  | { readonly status: "unknown"; readonly message: string; readonly suggestion?: string };

/** Splits `channels.telegram.groups["-100.5"].enabled` into keys; undefined when it cannot be read. */
export function splitPath(text: string): Path | undefined {
  const keys: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const quoted = /^\[("(?:[^"\\]|\\.)*")\]\.?/.exec(rest);
    const other = /^\[(\d+)\]\.?/.exec(rest) ?? /^([^.[\]]+)(?:\.(?!$)|(?=\[)|$)/.exec(rest);
    const key = quoted ? unquote(quoted[1] ?? "") : other?.[1];
    if (key === undefined) return undefined;
    keys.push(key);
    rest = rest.slice((quoted ?? other)?.[0].length);
  }
  return keys;
}

function unquote(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined; // an escape that JSON does not have
  }
}

/**
 * The effective value of a setting by its canonical path, with the layer that gave it. Line numbers need the very
 * object that `parseConfig` returned.
 */
export function getPath(config: Config, text: string): PathAnswer {
  const path = splitPath(text);
  if (!path) return { status: "unknown", message: `"${text.slice(0, 80)}" is not a path of settings` };
  const wrong = unknownStep(path);
  if (wrong) return wrong;
  const source = sourceOf(config);
  const written = valueAt(config, path);
  const value = redactValue(config, path, effective(config, path) ?? written ?? null);
  const { origin, at } = originOf(config, path, source);
  const filling = at && source?.filledBy(at);
  return {
    status: "found",
    value,
    origin,
    ...(at && source?.placer.spot(source.moves.sourceOf(at))),
    ...(filling?.kind === "variable" && { variable: filling.name }),
    ...(filling?.kind === "file" && { secretFile: filling.file }),
  };
}

/** What is wrong with a path that the schema does not have. */
export function unknownStep(path: Path): PathAnswer | undefined {
  for (let length = 1; length <= path.length; length++) {
    if (schemaAt(path.slice(0, length))) continue;
    const key = path[length - 1] ?? "";
    const before = path.slice(0, length - 1);
    const near = suggest(key, keysOf(schemaAt(before)) ?? []);
    const suggestion = near && formatPath([...before, near, ...path.slice(length)]);
    return {
      status: "unknown",
      message: `there is no setting ${formatPath(path.slice(0, length))}`,
      ...(suggestion && { suggestion }),
    };
  }
  return undefined;
}

/** A finding of somebody else about one setting of a configuration, by its canonical path. */
export interface SettingFinding {
  /** Dotted, as `getPath` takes it. */
  readonly path: string;
  /** A sentence without the path and the full stop. */
  readonly message: string;
  readonly suggestion?: string;
  readonly hint?: string;
}

/**
 * Puts a finding where the file has that setting, or the nearest block around it: in the spelling of the file, with
 * line and column. Like line numbers it needs the very object that `parseConfig` returned; any other gets line 1.
 */
export function placeFinding(config: Config, finding: SettingFinding): ConfigProblem {
  const { path, ...rest } = finding;
  const keys = splitPath(path);
  const source = sourceOf(config);
  if (!keys || !source) return { ...rest, path, line: 1, column: 1, length: 1 };
  return source.placer.problem({ ...rest, path: keys, target: "value" }, source.moves.sourceOf(keys));
}

/** The value with every default, through the same views that the gateway uses. */
function effective(config: Config, path: Path): unknown {
  const [top = "", second = "", third = "", fourth = ""] = path;
  if (top === "channels" && second !== "" && path.length > 2) {
    if (third === "accounts" && path.length > 4) return valueAt(channelSettings(config, second, fourth), path.slice(4));
    return third === "enabled" && path.length === 3
      ? enabledOf(config, second)
      : valueAt(channelSettings(config, second), path.slice(2));
  }
  if (top === "agents" && second === "list" && path.length > 3) return valueAt(agentView(config, third), path.slice(3));
  if (top === "agents" && second === "defaults" && path.length > 2) return valueAt(defaultsView(config), path.slice(2));
  const views: Readonly<Record<string, () => unknown>> = {
    pairing: () => {
      const { ttlMs, ...rest } = pairingSettings(config);
      return { ...rest, ttl: ttlMs, approvers: config.pairing?.approvers ?? rest.approvers };
    },
    devices: () => {
      const { tokenTtlMs, ...rest } = deviceSettings(config);
      return { ...rest, tokenTtl: tokenTtlMs };
    },
    gateway: () => gatewaySettings(config),
    database: () => storageSettings(config).database,
    redis: () => storageSettings(config).redis,
    messages: () => messageSettings(config),
    audit: () => ({ retention: auditSettings(config).retentionMs }),
    logging: () => loggingSettings(config),
  };
  const view = Object.hasOwn(views, top) ? views[top] : undefined;
  return view ? valueAt(view(), path.slice(1)) : undefined;
}

function enabledOf(config: Config, channel: string): boolean {
  return ownEntry(config.channels, channel)?.enabled ?? ownEntry(config.channels, "*")?.enabled ?? true;
}

function agentView(config: Config, id: string): unknown {
  const { exec, elevated, tools, ...rest } = agentSettings(config, id);
  const own = tools.agent;
  return { ...rest, tools: { ...own, exec, elevated } };
}

/** What an agent gets that says nothing itself. */
function defaultsView(config: Config): unknown {
  const { exec, elevated, tools, ...rest } = agentSettings({ agents: { defaults: config.agents?.defaults } }, "main");
  return { ...rest, tools: { ...tools.global, exec, elevated } };
}

function originOf(config: Config, path: Path, source: Source | undefined): { origin: Origin; at?: Path } {
  const [top, second = "", third] = path;
  const layers: [Origin, Path][] = [["file", path]];
  if (top === "channels" && third === "accounts" && path.length > 4)
    layers.push(["channel", ["channels", second, ...path.slice(4)]]);
  if (top === "channels" && second !== "*" && path.length > 2)
    layers.push(["channels.*", ["channels", "*", ...path.slice(third === "accounts" ? 4 : 2)]]);
  if (top === "agents" && second === "list" && path.length > 3)
    layers.push(["agents.defaults", ["agents", "defaults", ...path.slice(3)]]);
  if (top === "pairing" && second === "approvers") layers.push(["owners", ["owners"]]);
  for (const [origin, at] of layers) {
    if (valueAt(config, at) === undefined) continue;
    const filling = source?.filledBy(at);
    if (filling === undefined) return { origin, at };
    return { origin: filling.kind === "file" ? "secret-file" : "env", at };
  }
  return { origin: "default" };
}
