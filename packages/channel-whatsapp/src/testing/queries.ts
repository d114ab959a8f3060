import type { BinaryNode } from "@whiskeysockets/baileys";
import { parseJid } from "../jids.ts";
import type { Device } from "./device.ts";
import { child, children, result } from "./nodes.ts";

/** What the answers to queries rest on. */
export interface Directory {
  /** The devices of whoever `jid` is, and their LID. */
  who(jid: string): { readonly devices: readonly number[]; readonly lid?: string } | undefined;
  deviceOf(jid: string): Device | undefined;
  /** Addresses of everybody in the group. */
  members(): readonly string[];
  readonly group: string;
}

function users({ who }: Directory, query: BinaryNode): BinaryNode[] {
  const asked = children(child(child(query, "usync"), "list")).map((user) => user.attrs["jid"] ?? "");
  return asked.flatMap((jid) => {
    const known = who(jid);
    if (known === undefined) return [];
    const devices = known.devices.map((id) => ({ tag: "device", attrs: { id: String(id), "key-index": "1" } }));
    const lid = known.lid === undefined ? [] : [{ tag: "lid", attrs: { val: `${known.lid}@lid` } }];
    const list = { tag: "device-list", attrs: {}, content: devices };
    return [{ tag: "user", attrs: { jid }, content: [{ tag: "devices", attrs: {}, content: [list] }, ...lid] }];
  });
}

function keys({ deviceOf }: Directory, query: BinaryNode): BinaryNode[] {
  return children(child(query, "key")).flatMap((user) => {
    const jid = user.attrs["jid"] ?? "";
    const device = deviceOf(jid);
    return device === undefined ? [] : [device.bundleNode(jid)];
  });
}

function group({ members, group }: Directory): BinaryNode {
  const participants = members().map((jid) => ({ tag: "participant", attrs: { jid } }));
  const attrs = { id: parseJid(group)?.user ?? "", subject: "Everybody", creation: "1", addressing_mode: "pn" };
  return { tag: "group", attrs, content: participants };
}

/** Answers `query` as WhatsApp does, as far as Baileys asks. */
export function answerQuery(directory: Directory, query: BinaryNode): BinaryNode {
  const list = (content: BinaryNode[]): BinaryNode => ({ tag: "list", attrs: {}, content });
  const xmlns = query.attrs["xmlns"];
  if (xmlns === "usync") {
    return result(query, [{ tag: "usync", attrs: {}, content: [list(users(directory, query))] }]);
  }
  if (xmlns === "w:g2") return result(query, [group(directory)]);
  if (xmlns !== "encrypt") return result(query);
  if (child(query, "count") !== undefined) return result(query, [{ tag: "count", attrs: { value: "500" } }]);
  if (child(query, "digest") !== undefined) return result(query, [{ tag: "digest", attrs: {} }]);
  return child(query, "key") === undefined ? result(query) : result(query, [list(keys(directory, query))]);
}
