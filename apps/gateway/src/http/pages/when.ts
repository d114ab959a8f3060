import { formatDuration } from "@moltbot/core";
import { html } from "hono/html";
import type { Piece } from "./layout.ts";

/** `5 min ago`, `in 58 min`, `just now`: one unit is precise enough for people. */
export function relative(at: number, now: number): string {
  const distance = Math.abs(at - now);
  if (distance < 10_000) return "just now";
  const words = formatDuration(distance).split(" ").slice(0, 2).join(" ");
  return at > now ? `in ${words}` : `${words} ago`;
}

/** A time as people like it, with the exact one on hover and for programs. */
export function when(at: number, now: number): Piece {
  const iso = new Date(at).toISOString();
  const exact = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  return html`<time datetime="${iso}" title="${exact}">${relative(at, now)}</time>`;
}
