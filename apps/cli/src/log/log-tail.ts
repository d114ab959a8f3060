import { open, readFile, stat } from "node:fs/promises";
import { logFile, logFiles } from "./log-file.ts";
import { type LogLine, readLine } from "./log-line.ts";

/** Every line that the log files hold, oldest first; `undefined`: no gateway logged here. */
export async function readLog(stateDir: string): Promise<readonly LogLine[] | undefined> {
  const texts = await Promise.all(logFiles(stateDir).map((file) => readFile(file, "utf8").catch(missing)));
  if (texts.every((text) => text === undefined)) return undefined;
  return texts.flatMap((text) => linesOf(text ?? ""));
}

/** Reads what is added to the log file from now on, call by call; also across files that are put aside. */
export async function createTail(stateDir: string): Promise<() => Promise<readonly LogLine[]>> {
  const file = logFile(stateDir);
  const first = await stat(file).catch(missing);
  let place = { ino: first?.ino, at: first?.size ?? 0 };
  let rest = "";
  return async () => {
    const now = await stat(file).catch(missing);
    if (now === undefined) return [];
    let text = "";
    if (place.ino !== undefined && place.ino !== now.ino) text += await from(`${file}.1`, place.at);
    if (place.ino !== now.ino || now.size < place.at) place = { ino: now.ino, at: 0 };
    const added = await from(file, place.at);
    place.at += Buffer.byteLength(added);
    const whole = rest + text + added;
    const end = whole.lastIndexOf("\n") + 1;
    rest = whole.slice(end);
    return linesOf(whole.slice(0, end));
  };
}

async function from(file: string, at: number): Promise<string> {
  const handle = await open(file).catch(missing);
  if (handle === undefined) return "";
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.max(0, size - at)),
      0,
      Math.max(0, size - at),
      at,
    );
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await handle.close();
  }
}

function linesOf(text: string): readonly LogLine[] {
  return text
    .split("\n")
    .map((line) => readLine(line))
    .filter((line) => line !== undefined);
}

function missing(thrown: unknown): undefined {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code !== "ENOENT") throw thrown;
}
