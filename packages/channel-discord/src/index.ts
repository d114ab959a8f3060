export { createDiscordAdapter } from "./adapter.ts";
export { createMemoryCursors, type DiscordCursor, type DiscordCursorStore } from "./cursors.ts";
export { createFileCursors } from "./file-cursors.ts";
export type { DiscordOptions } from "./options.ts";
