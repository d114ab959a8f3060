import type { RunLimits, RunOptions } from "./options.ts";
import { type OutputReader, readOutput } from "./output.ts";
import type { Stop } from "./stop.ts";

/** Standard output and standard error of a run. */
export interface RunStreams {
  readonly stdout: OutputReader;
  readonly stderr: OutputReader;
  /** Resolves when neither can bring more. */
  readonly ended: Promise<unknown>;
  /** What the caller's own callback threw. */
  failure(): { readonly error: unknown } | undefined;
}

/** Reads both, tells the caller, and stops the run when it writes too much or the caller fails. */
export function readStreams(
  ends: { readonly stdout: number; readonly stderr: number },
  o: { limits: RunLimits; onOutput: RunOptions["onOutput"]; stop: Stop },
): RunStreams {
  let total = 0;
  let failure: { readonly error: unknown } | undefined;
  const read = (stream: "stdout" | "stderr"): OutputReader =>
    readOutput(ends[stream], {
      keepBytes: o.limits.outputBytes,
      onBytes(count) {
        total += count;
        if (total > o.limits.outputLimitBytes) o.stop.now("output-limit");
      },
      onText(text) {
        if (failure !== undefined) return;
        try {
          o.onOutput?.({ stream, text });
        } catch (error) {
          failure = { error };
          o.stop.now("cancelled");
        }
      },
    });
  const stdout = read("stdout");
  const stderr = read("stderr");
  return { stdout, stderr, ended: Promise.all([stdout.ended, stderr.ended]), failure: () => failure };
}
