import { styleText } from "node:util";
import type { Sink } from "../io.ts";

/** The few looks the CLI uses. */
export type Look = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Colours `text` when `to` is a terminal that wants colours (SPEC R9.1; `NO_COLOR` is honoured). */
export function paint(to: Pick<Sink, "color">, look: Look, text: string): string {
  return to.color ? styleText(look, text, { validateStream: false }) : text;
}
