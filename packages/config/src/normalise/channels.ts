import type { Path } from "../problem.ts";
import { channelSchema } from "../schema/channels.ts";
import { suggest } from "../suggest.ts";
import { forbiddenKeys, isTree, type Tree } from "../text/tree.ts";
import { builtInAdapters } from "../views/accounts.ts";
import type { Moves } from "./moves.ts";
import { eachBlock, listify, normalisePolicy } from "./tools.ts";

/** Seed B says `closed` for what seed A calls `disabled`. */
export function normaliseDmPolicy(node: Tree): void {
  if (node["dmPolicy"] === "closed") node["dmPolicy"] = "disabled";
}

/** Ids are compared as texts; a number that still holds every digit is taken as its text. */
export function idsAsText(node: Tree, key: string): void {
  listify(node, key);
  const list = node[key];
  if (Array.isArray(list)) node[key] = list.map((item) => (Number.isSafeInteger(item) ? String(item) : item));
}

/** Rules of one group: `mentionPattern`, tool patterns right in the group. */
function normaliseGroup(node: Tree, at: Path, moves: Moves): void {
  moves.rename(node, at, "mentionPattern", "mentionPatterns");
  listify(node, "mentionPatterns", "allowedCommands", "deniedCommands");
  idsAsText(node, "allowFrom");
  for (const key of ["allow", "deny", "allowed", "denied"]) moves.move(node, at, [key], ["tools", key]);
  normalisePolicy(node["tools"], [...at, "tools"], moves);
}

const knownKeys = Object.keys(channelSchema.shape);

/** A third-party adapter's own settings stand beside ours; they belong into `options`, unless one looks like a slip of ours. */
function gatherOptions(node: Tree, adapter: unknown, at: Path, moves: Moves): void {
  if (typeof adapter !== "string" || builtInAdapters.includes(adapter)) return;
  for (const key of Object.keys(node)) {
    if (knownKeys.includes(key) || suggest(key, knownKeys) !== undefined) continue;
    const options = node["options"] ?? {};
    if (!isTree(options)) return;
    node["options"] = options;
    if (Object.hasOwn(options, key))
      moves.refuse([...at, key], "is given twice: here and in options", "Remove one of them.");
    else {
      options[key] = node[key];
      moves.note([...at, "options", key], [...at, key]);
    }
    delete node[key];
  }
}

/** A list of `{ id, … }` becomes a map by id. */
export function listToMap(node: Tree, key: string, at: Path, moves: Moves, noun: string): void {
  const list = node[key];
  if (!Array.isArray(list)) return;
  const map: Tree = {};
  list.forEach((item: unknown, index) => {
    const source = [...at, key, String(index)];
    const id = isTree(item) ? item["id"] : undefined;
    if (!isTree(item) || typeof id !== "string" || id === "") {
      moves.refuse(source, `${noun} in a list needs an "id"`, 'Write { id: "name", … }.');
    } else if (forbiddenKeys.has(id)) {
      moves.refuse([...source, "id"], `nothing may be called "${id}"`, "Choose another id.");
    } else if (Object.hasOwn(map, id)) {
      moves.refuse([...source, "id"], `"${id}" is the id of two entries`, "Ids must differ.");
    } else {
      const { id: _, ...rest } = item;
      map[id] = rest;
      moves.note([...at, key, id], source);
    }
  });
  node[key] = map;
}

/** One channel or account. */
function normaliseAccount(node: Tree, at: Path, moves: Moves): void {
  normaliseDmPolicy(node);
  idsAsText(node, "allowFrom");
  eachBlock(node["groups"], [...at, "groups"], (group, path) => normaliseGroup(group, path, moves));
}

/** All channels. */
export function normaliseChannels(root: Tree, moves: Moves): void {
  eachBlock(root["channels"], ["channels"], (channel, at) => {
    listToMap(channel, "accounts", at, moves, "an account");
    gatherOptions(channel, channel["adapter"], at, moves);
    normaliseAccount(channel, at, moves);
    eachBlock(channel["accounts"], [...at, "accounts"], (account, path) => {
      gatherOptions(account, channel["adapter"], path, moves);
      normaliseAccount(account, path, moves);
    });
  });
}
