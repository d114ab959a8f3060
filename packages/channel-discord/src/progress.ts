/** How far one session of the gateway is stored. Discord numbers the events of a session from 1. */
export interface Progress {
  /** Notes that event `sequence` came; `false` when it came before. */
  begin(sequence: number): boolean;
  /** Event `sequence` needs nothing more. */
  done(sequence: number): void;
  /** The number up to which nothing is open: what heartbeats may confirm and a resumed session may start after. */
  durable(): number;
}

/** Numbers that are waited for; discord.js hands on few events out of order. */
const mostMissing = 100;

/** Nothing came yet. */
export function createProgress(): Progress {
  const open = new Set<number>();
  const missing = new Set<number>();
  let highest = 0;
  let least = Number.POSITIVE_INFINITY;
  const isFirst = (sequence: number): boolean => {
    if (sequence <= highest) return missing.delete(sequence);
    for (let late = Math.max(highest + 1, sequence - mostMissing); late < sequence; late++) missing.add(late);
    highest = sequence;
    return true;
  };
  return {
    begin(sequence) {
      if (!isFirst(sequence)) return false;
      open.add(sequence);
      least = Math.min(least, sequence);
      return true;
    },
    done(sequence) {
      if (!open.delete(sequence) || sequence !== least) return;
      least = Number.POSITIVE_INFINITY;
      for (const each of open) least = Math.min(least, each);
    },
    durable: () => (open.size === 0 ? highest : least - 1),
  };
}
