import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Call, CellSpec } from "../engine.ts";

const mebibyte = 1_048_576;

/** What of the host's own system is there to see: programs and libraries, read-only, and no configuration. */
export function hostSystem(): readonly string[] {
  const args = ["--ro-bind", "/usr", "/usr"];
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]) {
    if (!existsSync(path)) continue;
    if (lstatSync(path).isSymbolicLink()) args.push("--symlink", readlinkSync(path), path);
    else args.push("--ro-bind", path, path);
  }
  for (const path of ["/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl/certs", "/etc/localtime"]) {
    args.push("--ro-bind-try", path, path);
  }
  return args;
}

// Made anew for each call.
const made = ["dev", "proc", "sys", "tmp", "run", "mnt", "workspace", "agent"];

/** A root file system of the operator's instead of the host's, read-only, part by part, so that mounts find room. */
export function ownSystem(rootfs: string): readonly string[] {
  return readdirSync(rootfs, { withFileTypes: true }).flatMap((entry) => {
    const source = join(rootfs, entry.name);
    if (made.includes(entry.name)) return [];
    if (entry.isSymbolicLink()) return ["--symlink", readlinkSync(source), `/${entry.name}`];
    return ["--ro-bind", source, `/${entry.name}`];
  });
}

// Limits that a process cannot raise again; they are for one process each, but that of processes. Then the program, by its
// words: `exec` takes no built-in.
const enter = `cd -- "$1" || exit 126
ulimit -c 0; ulimit -n 2048
ulimit -f "$2" || exit 126
ulimit -d "$3" || exit 126
ulimit -u "$4" 2>/dev/null || ulimit -p "$4" || exit 126
shift 4
exec "$@"`;

/** What `bwrap` reads from `--args`: nothing of it shows in a list of processes. */
export function bubblewrapArguments(spec: CellSpec, system: readonly string[]): readonly string[] {
  const { limits, mounts } = spec;
  return [
    ...["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--die-with-parent", "--new-session", "--hostname", "sandbox", "--cap-drop", "ALL"],
    ...system,
    ...[
      "--proc",
      "/proc",
      "--dev",
      "/dev",
      "--size",
      String(16 * mebibyte),
      "--tmpfs",
      "/dev/shm",
      "--remount-ro",
      "/dev",
    ],
    ...["--perms", "1777", "--size", String(limits.tmpMb * mebibyte), "--tmpfs", "/tmp"],
    ...mounts.flatMap(({ source, target, writable }) => [writable ? "--bind" : "--ro-bind", source, target]),
    ...["--remount-ro", "/", "--clearenv"],
    ...["--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ...["--setenv", "HOME", "/workspace", "--setenv", "LANG", "C.UTF-8", "--setenv", "HOSTNAME", "sandbox"],
  ];
}

/** The variables of one call, for `--args` too. */
export function variableArguments(call: Call): readonly string[] {
  return Object.entries(call.env).flatMap(([name, value]) => ["--setenv", name, value]);
}

/** What runs inside: the shell that sets limits and becomes the program. */
export function programArguments({ limits }: CellSpec, call: Call): readonly string[] {
  const blocks = String(limits.diskMb * 2048);
  const kilobytes = String(limits.memoryMb * 1024);
  return ["/bin/sh", "-c", enter, "sh", call.cwd, blocks, kilobytes, String(limits.pids), ...call.argv];
}
