import { z } from "zod";
import { configSchema } from "./schema/config.ts";

/** A node of a JSON Schema, as far as we read it. */
export interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly [key: string]: unknown;
}

let cached: SchemaNode | undefined;

/**
 * JSON Schema (draft 2020-12) of the canonical spelling, with a description of every key, for editors. The other
 * spellings that `parseConfig` takes are left out on purpose, apart from the list form of `agents.list`.
 */
export function configJsonSchema(): SchemaNode {
  cached ??= build();
  return withInclude(cached);
}

const includeNode: SchemaNode = {
  description:
    "Further settings for this block: a file, or a list of files of which a later one wins; relative to this file, and in the folder of the main one or below. What stands beside it wins over both.",
  anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
};

/** A copy in which every block may include files. */
function withInclude({ properties, additionalProperties: map, items, anyOf, ...rest }: SchemaNode): SchemaNode {
  const isMap = typeof map === "object";
  const own = Object.entries(properties ?? {}).map(([key, node]) => [key, withInclude(node)] as const);
  return {
    ...structuredClone(rest),
    ...((properties || isMap) && {
      properties: { ...Object.fromEntries(own), $include: structuredClone(includeNode) },
    }),
    ...(map !== undefined && { additionalProperties: isMap ? withInclude(map) : map }),
    ...(items && { items: withInclude(items) }),
    ...(anyOf && { anyOf: anyOf.map(withInclude) }),
  };
}

function build(): SchemaNode {
  const schema = z.toJSONSchema(configSchema, { io: "input" }) as SchemaNode;
  const agents = schema.properties?.["agents"]?.properties ?? {};
  const record = agents["list"];
  const agent = record?.additionalProperties;
  if (!record || typeof agent !== "object") return schema;
  const { description, ...map } = record;
  const listed = { ...agent, properties: { id: { type: "string" }, ...agent.properties }, required: ["id"] };
  Object.assign(agents, { list: { description, anyOf: [map, { type: "array", items: listed }] } });
  const model = [schema.properties?.["agents"]?.properties?.["defaults"], agent, listed];
  for (const node of model) allowText(node?.properties);
  return { title: "Moltbot configuration", ...schema };
}

function allowText(properties: Readonly<Record<string, SchemaNode>> | undefined): void {
  const model = properties?.["model"];
  if (!properties || !model || model.anyOf) return;
  const { description, ...block } = model;
  Object.assign(properties, { model: { description, anyOf: [{ type: "string" }, block] } });
}

/** The schema node at a canonical path, or undefined where the schema has nothing. */
export function schemaAt(path: readonly string[]): SchemaNode | undefined {
  cached ??= build();
  return path.reduce<SchemaNode | undefined>((node, key) => node && step(node, key), cached);
}

/** The keys that a block may have; undefined where any key is fine (a map) or none is. */
export function keysOf(node: SchemaNode | undefined): readonly string[] | undefined {
  if (node?.properties) return Object.keys(node.properties);
  return node?.anyOf?.map(keysOf).find((keys) => keys !== undefined);
}

function step(node: SchemaNode, key: string): SchemaNode | undefined {
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  if (typeof node.additionalProperties === "object") return node.additionalProperties;
  if (node.items && /^\d+$/.test(key)) return node.items;
  for (const branch of node.anyOf ?? []) {
    const found = step(branch, key);
    if (found) return found;
  }
  return undefined;
}

/** Dotted places where a key of this name belongs, at most three; for "this key belongs elsewhere". */
export function placesOf(key: string): readonly string[] {
  cached ??= build();
  const found: string[] = [];
  const visit = (node: SchemaNode, path: string): void => {
    for (const [name, next] of Object.entries(node.properties ?? {})) {
      const own = path === "" ? name : `${path}.${name}`;
      if (name === key) found.push(own);
      visit(next, own);
    }
    if (typeof node.additionalProperties === "object") visit(node.additionalProperties, `${path}.<name>`);
    for (const branch of node.anyOf ?? []) visit(branch, path);
  };
  visit(cached, "");
  return [...new Set(found)].sort((a, b) => a.length - b.length).slice(0, 3);
}
