/** Longest line that is read, in UTF-8 bytes. */
export const maxLineBytes = 16_384;

/** Most commands in a line that may run unasked. */
export const maxCommands = 50;
