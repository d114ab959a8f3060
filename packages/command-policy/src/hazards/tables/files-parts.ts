import { type Check, first, type Grammar, type OperandsCheck } from "../grammar.ts";
import { insideWorkspace, normalise } from "../paths.ts";
import { destroys, elsewhere, escalates, network } from "../reasons.ts";

const dashed = (letters: string, mark: string): string => [...letters].map((letter) => `-${letter}${mark}`).join(" ");

/** `"ab"` → `-a -b`. */
export const flags = (letters: string): string => dashed(letters, "");

/** Harmless options: letters, letters with a value, and long ones; some long ones mean the same to whoever has them. */
export const options = (letters: string, valued = "", long = ""): string =>
  `${flags(letters)} ${dashed(valued, "=")} --${`help version verbose quiet silent recursive ignore-case ${long}`.trim().replaceAll(" ", " --")}`;

/** Nothing but its version or its help goes unasked. */
export const always = (reason: string): Grammar => ({
  whole: (args) => (args.length === 1 && /^(-V|--version|--help)$/.test(args[0] ?? "") ? undefined : reason),
});

/** A value of this form. */
export const like =
  (pattern: RegExp, reason: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : reason;

/** From the `from`th on, operands must pass; those before are only read, or no paths. */
export const after =
  (from: number, check: Check): OperandsCheck =>
  (operands, place) =>
    first(operands.slice(from), (operand) => check(operand, place));

/** A file to write; `-` and what `/dev` has are none. */
export const output: Check = (path, place) =>
  /^(-|\/dev\/(null|stdout|stderr))$/.test(path) ? undefined : insideWorkspace(path, place);

/** A path that stays in the workspace from any folder of it. `@file` holds names, or is another archive. */
export const contained: Check = (path, place) =>
  path.startsWith("@") || path.split("/").includes("..") ? elsewhere : insideWorkspace(path, place);

/** Something to remove or move away: not the workspace itself, nor all that is in it. */
export const removed: Check = (path, place) => {
  // A plain name is below the folder that it is looked up in.
  if (/^\w/.test(path) && !path.includes("..")) return insideWorkspace(path, place);
  const full = normalise(path.startsWith("/") ? path : `${place.cwd}/${path}`)?.replace(/(\/[.*?]+)+$/, "") || "/";
  return full === normalise(`${place.workspace}/`) ? destroys : insideWorkspace(path, place);
};

/** Permissions without the bits that lend a program someone's rights. */
export const mode: Check = like(/^(0?[0-7]{3}|([augo]*[-+=][rwxX]*,?)+)$/, escalates);

/** No address that the program would fetch by itself. */
export const noUrl: Check = like(/^(?!.*:\/\/)/s, network);
