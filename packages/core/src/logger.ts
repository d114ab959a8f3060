/** What every package logs through. The message is constant; what varies goes into `fields`. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

const nothing = (): void => {};

/** Logs nowhere: the default of every library here. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
