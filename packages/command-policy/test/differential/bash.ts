import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { failing } from "./names.ts";

/** A command that bash tried to run. */
export interface Ran {
  readonly argv: readonly string[];
  /** Its directory, below the one where the line began. */
  readonly where: string;
  /** Its three streams, a letter each: `n`ull, a `p`ipe, the line's own `o`utput or `e`rrors, `x`: something else. */
  readonly streams: string;
}

/** What bash did with a line. */
export interface Observed {
  readonly ran: readonly Ran[];
  /** The status that bash ended with; null: it had to be stopped. */
  readonly status: number | null;
  /** What bash itself wrote, such as the report of a syntax error. */
  readonly wrote: string;
  /** Files that the line left behind. */
  readonly files: readonly string[];
}

/** A bash that can find no program and writes down what it tries to run. */
export interface Recorder {
  /** Runs a line in a directory of its own. */
  run(line: string, timeoutMs?: number): Promise<Observed>;
  close(): Promise<void>;
}

/** Directories that lines with `cd` find: one in the other. */
export const directories: readonly string[] = ["/.w", "/.w/.w"];

/** Makes a recorder; refuses where there is no bash 5. */
export async function openRecorder(): Promise<Recorder> {
  const bash = await findBash();
  const root = await realpath(await mkdtemp(join(tmpdir(), "recorder-")));
  await chmod(root, 0o755);
  const setup = join(root, "recorder.bash");
  await copyFile(fileURLToPath(new URL("./recorder.bash", import.meta.url)), setup);
  await chmod(setup, 0o444);
  let count = 0;
  return {
    async run(line, timeoutMs = 20_000) {
      count += 1;
      const place = join(root, String(count));
      const home = join(place, "home");
      const before = line.includes("cd") ? directories : [];
      for (const path of [home, ...before.map((directory) => join(home, directory))]) {
        await mkdir(path, { recursive: true });
      }
      for (const path of [place, home]) await chmod(path, 0o777);
      const locale = count % 2 === 0 ? "C" : "C.UTF-8";
      const status = await start({ bash, line, place, setup, locale, timeoutMs });
      const [log, out, err] = await Promise.all(["log", "out", "err"].map((name) => readIfAny(join(place, name))));
      const files = (await readdir(home, { recursive: true })).filter((file) => !before.includes(`/${file}`));
      await rm(place, { recursive: true, force: true });
      return { ran: readLog(log ?? ""), status, wrote: `${out}${err}`, files };
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

interface Start {
  readonly bash: string;
  readonly line: string;
  readonly place: string;
  readonly setup: string;
  readonly locale: string;
  readonly timeoutMs: number;
}

// Nobody's rights where that can be had, and a group of its own, so that nothing it leaves behind goes on.
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

async function start({ bash, line, place, setup, locale, timeoutMs }: Start): Promise<number | null> {
  const [out, err] = [openSync(join(place, "out"), "w"), openSync(join(place, "err"), "w")];
  const home = join(place, "home");
  const env = {
    BASH_ENV: setup,
    FUNCNEST: "6",
    HOME: "home",
    LC_ALL: locale,
    PATH: join(place, "nothing"),
    RECORDER: place,
    RECORDER_FAILING: [...failing].join(" "),
  };
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(bash, ["-c", "--", line, "line"], {
        cwd: home,
        env,
        detached: true,
        stdio: ["ignore", out, err],
        ...unprivileged,
      });
      const timer = setTimeout(() => stopGroup(child.pid), timeoutMs);
      child.once("error", reject);
      child.once("exit", (status) => {
        clearTimeout(timer);
        stopGroup(child.pid);
        resolve(status);
      });
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Everything in the group has ended.
  }
}

function readLog(log: string): readonly Ran[] {
  return log
    .split("\n")
    .slice(0, -1)
    .map((record) => {
      const [where = "", streams = "", ...argv] = record.replaceAll("\u0001", "\n").split("\u0002");
      return { argv, where, streams };
    });
}

async function readIfAny(path: string): Promise<string> {
  return await readFile(path, "utf8").catch(() => "");
}

async function findBash(): Promise<string> {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(directory, "bash");
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    const version = execFileSync(path, ["-c", "echo $BASH_VERSINFO"], { encoding: "utf8" });
    if (Number(version) >= 5) return path;
  }
  throw new Error("These tests compare with bash 5 or newer, and none is on PATH: install bash.");
}

/** Looks at many lines, several at a time. */
export async function forEachLine(lines: Iterable<string>, look: (line: string) => Promise<void>): Promise<void> {
  const queue = lines[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await look(next.value);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 2 }, worker));
}
