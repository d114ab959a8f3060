/** Looks for the end of a call in one of its streams. */
export interface MarkerScanner {
  /** Hands on what is output; returns the words of the marker once it is complete. What follows it is dropped. */
  push(chunk: Buffer): readonly string[] | undefined;
}

const edge = 0x1e; // "record separator"
const longestMarker = 128;

/**
 * A marker is `RS nonce [words] RS`. The nonce is drawn for each call; the program that runs never sees it, so nothing that
 * it writes ends the call early. Bytes that may still become a marker wait for the next piece, all others go on at once.
 */
export function createMarkerScanner(nonce: string, onData: (data: Buffer) => void): MarkerScanner {
  const start = Buffer.from(`\x1e${nonce}`);
  let held = Buffer.alloc(0);
  return {
    push(chunk) {
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const at = all.indexOf(start);
      const from = at >= 0 ? at : beginning(all, start);
      if (from > 0) onData(all.subarray(0, from));
      held = Buffer.from(all.subarray(from));
      if (at < 0) return undefined;
      const end = held.indexOf(edge, start.length);
      if (end < 0 && held.length <= longestMarker) return undefined;
      return held.toString("latin1", start.length, Math.max(end, start.length)).trim().split(" ");
    },
  };
}

/** Where the text ends in something that may be the beginning of `start`. */
function beginning(text: Buffer, start: Buffer): number {
  for (let at = Math.max(0, text.length - start.length + 1); at < text.length; at++) {
    if (text[at] === edge && start.subarray(0, text.length - at).equals(text.subarray(at))) return at;
  }
  return text.length;
}
