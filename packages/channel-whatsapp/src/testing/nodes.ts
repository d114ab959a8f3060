import type { BinaryNode } from "@whiskeysockets/baileys";

/** Where WhatsApp itself speaks from. */
export const server = "s.whatsapp.net";

/** The child of `node` with a tag. */
export function child(node: BinaryNode | undefined, tag: string): BinaryNode | undefined {
  return children(node).find((one) => one.tag === tag);
}

/** The children of `node`. */
export function children(node: BinaryNode | undefined): readonly BinaryNode[] {
  return Array.isArray(node?.content) ? node.content : [];
}

/** The bytes that `node` holds. */
export function bytesOf(node: BinaryNode | undefined): Buffer {
  return node?.content instanceof Uint8Array ? Buffer.from(node.content) : Buffer.alloc(0);
}

/** The answer to a query. */
export function result(query: BinaryNode, content: BinaryNode[] = []): BinaryNode {
  return { tag: "iq", attrs: { id: query.attrs["id"] ?? "", type: "result", from: server }, content };
}
