import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { CellSpec } from "../engine.ts";

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

/** Where the shell of a lane is, inside. */
export const innerShell = "/run/moltbot/sh";

/** What `bwrap` reads from `--args`: nothing of it shows in a list of processes. */
export function bubblewrapArguments(spec: CellSpec, system: readonly string[], shellFd: number): readonly string[] {
  const { limits, mounts } = spec;
  return [
    ...["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
    // The shell is the first process: nobody inside can end or stop that one, and all others end with it.
    ...["--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "sandbox", "--cap-drop", "ALL"],
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
    // It can be started and not read, so that the kernel lets no program look into it.
    ...["--perms", "0755", "--dir", "/run/moltbot", "--perms", "0111", "--ro-bind-data", String(shellFd), innerShell],
    ...mounts.flatMap(({ source, target, writable }) => [writable ? "--bind" : "--ro-bind", source, target]),
    ...["--remount-ro", "/", "--clearenv"],
    ...["--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ...["--setenv", "HOME", "/workspace", "--setenv", "LANG", "C.UTF-8", "--setenv", "HOSTNAME", "sandbox"],
  ];
}
