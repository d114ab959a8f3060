import { toolCommandNames } from "./tool-commands.ts";

/** Commands that the built-in agent answers. */
export const knownCommands: ReadonlySet<string> = new Set(["start", "help", "whoami", "tools", ...toolCommandNames]);
