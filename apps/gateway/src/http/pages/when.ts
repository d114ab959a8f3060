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

/** The exact time: `2026-01-31 12:00:00 UTC`. */
export function exact(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** A time as people like it, with the exact one on hover and for programs. */
export function when(at: number, now: number): Piece {
  return html`<time datetime="${new Date(at).toISOString()}" title="${exact(at)}">${relative(at, now)}</time>`;
}
