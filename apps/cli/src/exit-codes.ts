/** How the process ends: what scripts look at. */
export const exitCodes = {
  ok: 0,
  /** It did not happen, or what was named does not exist. */
  failed: 1,
  /** Wrong command line or wrong config. */
  usage: 2,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
