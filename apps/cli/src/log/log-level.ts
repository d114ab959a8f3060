/** Least important line that is written. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

const order: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "silent"];

/** Importance of a level, for comparing. */
export function rank(level: LogLevel): number {
  return order.indexOf(level);
}
