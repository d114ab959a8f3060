import type { Programs } from "../grammar.ts";
import { archivePrograms } from "./archive.ts";
import { filesPrograms } from "./files.ts";
import { networkPrograms } from "./network.ts";
import { searchPrograms } from "./search.ts";
import { textPrograms } from "./text.ts";

/** The programs that most systems have. */
export const unixPrograms: readonly Programs[] = [
  archivePrograms,
  filesPrograms,
  networkPrograms,
  searchPrograms,
  textPrograms,
];
