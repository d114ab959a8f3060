/** A source of unguessable bytes, as a parameter. */
export type Random = (bytes: number) => Uint8Array;

/** The platform's cryptographic random source. */
export const systemRandom: Random = (bytes) => globalThis.crypto.getRandomValues(new Uint8Array(bytes));
