import { isTree } from "../text/tree.ts";

/** How a value is written. */
export interface PrintStyle {
  /** White space that the value's own line begins with. */
  readonly indent: string;
  /** What one more level adds. */
  readonly unit: string;
  readonly newline: string;
  /** Strict JSON: keys in quotes, no comma after the last. */
  readonly strict: boolean;
  /** All on one line. */
  readonly inline: boolean;
}

const widest = 90;

/** A key as it is written in a file. */
export function printKey(key: string, strict: boolean): string {
  return !strict && /^[A-Za-z_$][\w$]*$/.test(key) ? key : printText(key);
}

/** A value as JSON5 text. */
export function printValue(value: unknown, style: PrintStyle): string {
  const flat = printFlat(value, style.strict);
  const isBlock = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBlock || style.inline || style.indent.length + flat.length <= widest) return flat;
  const inner = { ...style, indent: style.indent + style.unit };
  const lines = Array.isArray(value)
    ? value.map((item) => printValue(item, inner))
    : Object.entries(value).map(([key, item]) => `${printKey(key, style.strict)}: ${printValue(item, inner)}`);
  const body = lines.map((line) => style.newline + inner.indent + line).join(",");
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}${body}${style.strict ? "" : ","}${style.newline}${style.indent}${close}`;
}

function printFlat(value: unknown, strict: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => printFlat(item, strict)).join(", ")}]`;
  if (isTree(value)) {
    const pairs = Object.entries(value).map(([key, item]) => `${printKey(key, strict)}: ${printFlat(item, strict)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return typeof value === "string" ? printText(value) : String(value);
}

/** No character that a reader of the file would not see. */
function printText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (symbol) => `\\u${symbol.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
