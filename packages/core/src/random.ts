/** A source of unguessable bytes, as a parameter. */
export type Random = (bytes: number) => Uint8Array;

// A call of the system costs more than the bytes: they are fetched ahead, and none is given out twice or kept once it is.
const pool = new Uint8Array(4096);
let used = pool.length;

/** The platform's cryptographic random source. */
export const systemRandom: Random = (bytes) => {
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > 256)
    return globalThis.crypto.getRandomValues(new Uint8Array(bytes));
  if (used + bytes > pool.length) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  const given = pool.slice(used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return given;
};
