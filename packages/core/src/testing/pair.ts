/** One shared store opened twice, as two processes would; for a store in memory both are the same object. */
export interface OpenedTwice<T> {
  readonly first: T;
  readonly second: T;
  close(): Promise<void>;
}

let made = 0;

/** A key that no other test of this run uses. */
export function uniqueKey(what: string): string {
  made += 1;
  return `${what}-${made}`;
}
