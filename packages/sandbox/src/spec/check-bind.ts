import { lstat, stat } from "node:fs/promises";
import { isAbsolute, join, normalize } from "node:path";
import { MoltbotError, visibleText } from "@moltbot/core";
import type { Mount } from "../engine.ts";
import { isWithin, realPath } from "./real-path.ts";

/** What binds are checked against. */
export interface BindRules {
  /** Sources must be below one of these; anywhere that is not refused unless told. */
  readonly roots?: readonly string[];
  /** Directories that may never be bound, nor anything around or below them: state, other sandboxes. */
  readonly guarded: readonly string[];
}

// Nothing below these; and nothing that holds one of them.
const forbidden = ["/etc", "/private/etc", "/proc", "/sys", "/dev", "/boot", "/root", "/run", "/var/run"];
const system = ["/bin", "/sbin", "/lib", "/lib64", "/usr", "/var/lib/docker", "/var/lib/containerd"];
const credentials =
  ".aws .azure .cargo .config .docker .gcloud .git-credentials .gnupg .kube .moltbot .netrc .npm".split(" ");
const moreCredentials = ".npmrc .password-store .pypirc .ssh".split(" ");
// What marks the home of somebody.
const homeMarks = [".ssh", ".aws", ".gnupg", ".kube", ".docker"];
const ownTargets = "/workspace /agent /proc /sys /dev /tmp /etc /bin /sbin /lib /lib64 /usr".split(" ");

/**
 * A bind as a mount: the source's real path, checked before and after links are resolved.
 * @throws MoltbotError `invalid`, with what is wrong with it
 */
export async function checkBind(bind: string, rules: BindRules): Promise<Mount> {
  const [source = "", target = "", mode = "ro", ...rest] = bind.split(":");
  if (rest.length > 0 || (mode !== "ro" && mode !== "rw"))
    throw refuse(bind, "is not source:target or source:target:ro");
  if (!isClean(source) || !isClean(target)) throw refuse(bind, "needs two absolute paths without . and ..");
  if (target === "/" || ownTargets.some((one) => isWithin(target, one))) {
    throw refuse(bind, `covers ${target}, which belongs to the sandbox`);
  }
  const real = await realPath(source);
  for (const path of [source, real.path]) {
    const trouble = await troubleWith(path, rules);
    if (trouble) throw refuse(bind, trouble);
  }
  if (!real.exists) throw refuse(bind, "has a source that does not exist");
  const info = await stat(real.path);
  if (!info.isDirectory() && !info.isFile()) throw refuse(bind, "is neither a directory nor a file");
  return { source: real.path, target, writable: mode === "rw" };
}

/** What is wrong with giving a whole directory away, wherever it is. */
export async function coveredBy(path: string, guarded: readonly string[]): Promise<string | undefined> {
  if ([...forbidden, ...system, "/home"].some((one) => isWithin(one, path)))
    return "would open the host to the sandbox";
  for (const one of homeMarks) {
    if (await exists(join(path, one))) return `holds credentials (${one})`;
  }
  for (const one of guarded) {
    const { path: real } = await realPath(one);
    if (isWithin(real, path) || isWithin(path, real)) return "overlaps with what sandboxes are kept in";
  }
  return undefined;
}

async function troubleWith(path: string, { roots, guarded }: BindRules): Promise<string | undefined> {
  if (path === "/") return "would open the host to the sandbox";
  const hidden = path.split("/").find((part) => [...credentials, ...moreCredentials].includes(part));
  if (hidden) return `leads to credentials (${hidden})`;
  if (/\.sock(et)?$/.test(path)) return "is a socket";
  if ([...forbidden, ...system].some((one) => isWithin(path, one))) return "would open the host to the sandbox";
  const covered = await coveredBy(path, guarded);
  if (covered) return covered;
  if (roots === undefined) return undefined;
  for (const root of roots) if (isWithin(path, root) || isWithin(path, (await realPath(root)).path)) return undefined;
  return "is outside the directories that may be bound";
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

// A colon or comma would mean something else to an engine; what nobody can see is not for a path either.
const isClean = (path: string): boolean =>
  isAbsolute(path) && (normalize(path) === path || normalize(path) === `${path}/`) && !/[:,\p{Cc}]/u.test(path);

function refuse(bind: string, trouble: string): MoltbotError {
  return new MoltbotError("invalid", `the bind "${visibleText(bind)}" ${trouble}`, {
    hint: "Bind a directory that holds only what the agent needs.",
  });
}
