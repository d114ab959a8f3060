import { type ChildProcess, execFile, spawn } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Docker engine that a test started for itself, on a socket of its own, with no network and no image. */
export interface OwnDocker {
  /** Path of its socket. */
  readonly socket: string;
  /** Where it keeps everything. */
  readonly data: string;
  /** Ends it as a crash does (SIGKILL); data stays, and so do containers for now. */
  kill(): Promise<void>;
  /** Ends it as an operator does; containers end with it. */
  halt(): Promise<void>;
  /** Starts it again on the same socket and data. */
  restart(): Promise<void>;
  /** Makes it stand still; resolves when every thread of it does. */
  freeze(): Promise<void>;
  /** Lets it go on. */
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const places = ["/usr/sbin/dockerd", "/usr/bin/dockerd", "/usr/local/bin/dockerd"];

async function firstOf(paths: readonly string[], install: string): Promise<string> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(`The tests need ${paths[0]}. Install it with: apt-get install -y --no-install-recommends ${install}`);
}

/** Whether the engine on a socket answers. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: "/_ping", timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once("error", () => resolve(false));
    asked.once("timeout", () => asked.destroy());
    asked.end();
  });
}

async function launch(bin: string, dir: string, data: string): Promise<ChildProcess> {
  const flags = [
    "--data-root",
    data,
    "--exec-root",
    `${dir}/exec`,
    "--pidfile",
    `${dir}/pid`,
    "-H",
    `unix://${dir}/d.sock`,
  ];
  const network = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"];
  const child = spawn(bin, [...flags, ...network, "--shutdown-timeout", "1"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (await answers(`${dir}/d.sock`)) return child;
    await pause(50);
  }
  child.kill("SIGKILL");
  throw new Error(`dockerd did not start; it needs root and a kernel with overlay or vfs: ${output}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}

/** Whether every thread of a process has stopped. */
async function standsStill(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = threads.map(async (thread) => {
    const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  });
  return (await Promise.all(states)).every((state) => state === "T");
}

/** Starts Debian's dockerd. `data` puts what it keeps somewhere else, e.g. on a small disk. */
export async function startDocker(o: { data?: string } = {}): Promise<OwnDocker> {
  const bin = await firstOf(places, "docker.io");
  // Sockets have short names only.
  const dir = await mkdtemp(join(tmpdir(), "moltbot-dk-"));
  const data = o.data ?? join(dir, "data");
  let child = await launch(bin, dir, data);
  const last = (): void => void child.kill("SIGTERM");
  process.once("exit", last);
  return {
    socket: `${dir}/d.sock`,
    data,
    kill: () => end(child, "SIGKILL"),
    halt: () => end(child, "SIGTERM"),
    async restart() {
      await end(child, "SIGTERM");
      // Left by a crash; their numbers may belong to others by now.
      for (const pid of ["pid", "exec/containerd/containerd.pid"]) await rm(`${dir}/${pid}`, { force: true });
      child = await launch(bin, dir, data);
    },
    async freeze() {
      child.kill("SIGSTOP");
      // The signal only asks: a thread on another processor may still serve a request.
      while (!(await standsStill(child.pid ?? 0))) await pause(5);
    },
    thaw: () => void child.kill("SIGCONT"),
    async stop() {
      process.off("exit", last);
      await end(child, "SIGTERM");
      // What a crash left mounted.
      const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
      const left = mounts.filter((path) => path.startsWith(`${dir}/`) || path.startsWith(`${data}/`));
      for (const path of left.reverse()) await run("umount", ["-l", path]).catch(() => {});
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A root file system of busybox, with a shell that nobody inside can read, and a tar of it. */
export interface BusyboxSystem {
  readonly rootfs: string;
  readonly tar: string;
  /** Path of the shell. */
  readonly shell: string;
  remove(): Promise<void>;
}

/** Makes one from the machine's own busybox: no registry is asked. */
export async function makeBusyboxSystem(): Promise<BusyboxSystem> {
  const busybox = await firstOf(["/bin/busybox", "/usr/bin/busybox"], "busybox-static");
  const dir = await mkdtemp(join(tmpdir(), "moltbot-root-"));
  const rootfs = join(dir, "rootfs");
  const folders = ["bin", "dev", "etc", "proc", "sys", "tmp", "workspace", "agent", "mnt", "usr/lib/moltbot"];
  for (const folder of folders) await mkdir(join(rootfs, folder), { recursive: true });
  await copyFile(busybox, join(rootfs, "bin/busybox"));
  const { stdout } = await run(busybox, ["--list"]);
  for (const applet of stdout.split("\n").filter((name) => name !== "" && name !== "busybox")) {
    await symlink("busybox", join(rootfs, "bin", applet));
  }
  const shell = "/usr/lib/moltbot/sh";
  await copyFile(busybox, join(rootfs, shell));
  await chmod(join(rootfs, shell), 0o111);
  // What a careless image may hold: a program that runs as root.
  await mkdir(join(rootfs, "rootly"));
  await copyFile(busybox, join(rootfs, "rootly/su"));
  await chmod(join(rootfs, "rootly/su"), 0o4755);
  await writeFile(join(rootfs, "etc/passwd"), "root::0:0:root:/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
  for (const path of [dir, rootfs]) await chmod(path, 0o755);
  const tar = join(dir, "rootfs.tar");
  await run("tar", ["-C", rootfs, "-cf", tar, "."]);
  return { rootfs, tar, shell, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Adds Debian's own shell and tools, with the libraries that they need, to a tar as a second kind of system. */
export async function makeDebianTar(): Promise<{ readonly tar: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-root-"));
  const tools =
    "cat cp base64 stat setsid head tail mv rm mkdir mkfifo chmod ls ln sleep sort printf env wc echo pwd true false tr cut grep sed touch".split(
      " ",
    );
  const programs = ["/bin/sh", ...tools.map((name) => `/usr/bin/${name}`)];
  const { stdout } = await run("ldd", programs);
  const libraries = [...new Set([...stdout.matchAll(/(\/\S+\.so\S*)/g)].map(([, path = ""]) => path))];
  const tar = join(dir, "debian.tar");
  const folders = ["tmp", "workspace", "agent", "mnt", "proc", "dev", "sys"].map((name) => join(dir, "root", name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await run("tar", ["-C", join(dir, "root"), "-cf", tar, "."]);
  const links = ["/bin", "/lib", "/lib64"].filter((path) => lstatSync(path).isSymbolicLink());
  const real = [...programs, ...libraries].map((path) => join(realpathSync(join(path, "..")), basename(path)));
  const files = [...new Set([...real, ...real.map((path) => realpathSync(path))])];
  await run("tar", ["-C", "/", "-rf", tar, ...[...links, ...files].map((path) => path.slice(1))]);
  return { tar, remove: () => rm(dir, { recursive: true, force: true }) };
}
