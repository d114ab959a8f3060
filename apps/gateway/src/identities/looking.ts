type Verb = (...args: unknown[]) => Promise<unknown>;

/**
 * The same verbs, each after a look whether labels and links changed: linked identities are one voter from the moment
 * they are linked, in every process. Without an answer nothing is decided. `except`: those that decide nothing.
 */
export function lookingFirst<T extends object>(verbs: T, look: () => Promise<void>, except: readonly (keyof T)[]): T {
  const wrapped = Object.entries(verbs).map(([name, verb]: [string, Verb]) => {
    const plain = except.some((one) => one === name);
    return [name, plain ? verb : async (...args: unknown[]) => look().then(() => verb(...args))] as const;
  });
  return Object.fromEntries(wrapped) as T;
}
