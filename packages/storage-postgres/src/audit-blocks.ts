/** Numbers of events, from `low` to `high`. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Numbers that a sealer found no event for. */
export interface Gap extends Span {
  /** The id below which transactions could still have one. */
  readonly until: string;
  /** Whether all of these had ended. */
  readonly closed: boolean;
}

/** A gap to keep; without `until` it was found just now. */
export interface OpenGap extends Span {
  readonly until?: string;
}

/** What a sealer found. Numbers ascend. */
export interface Found {
  /** The highest number that was seen before. */
  readonly high: number;
  /** Events in gaps. */
  readonly late: readonly number[];
  /** Events above `high`. */
  readonly fresh: readonly number[];
  /** Whether these are all the late ones there are. */
  readonly isAll: boolean;
}

/** One event's number, position and hash. */
export interface Sealed {
  readonly written: number;
  readonly seq: number;
  readonly hash: string;
}

/** Events with neighbouring numbers, one after another in the chain: one row of `audit_seals`. */
export interface Block {
  /** Position of the first. */
  readonly seq: number;
  /** Number of the first. */
  readonly written: number;
  /** 64 hex digits each, in order. */
  readonly hashes: readonly string[];
}

const longestBlock = 1000;

/** The spans of a span in which none of `numbers` lies; these ascend. */
export function missingFrom({ low, high }: Span, numbers: readonly number[]): readonly Span[] {
  const missing: Span[] = [];
  let next = low;
  for (const number of numbers) {
    if (number < next) continue;
    if (number > high) break;
    if (number > next) missing.push({ low: next, high: number - 1 });
    next = number + 1;
  }
  return next > high ? missing : [...missing, { low: next, high }];
}

/** The gaps that are left, in order, or `undefined` when nothing about them changed. */
export function gapsAfter(gaps: readonly Gap[], { high, late, fresh, isAll }: Found): readonly OpenGap[] | undefined {
  const left = gaps.flatMap((gap) =>
    gap.closed && isAll ? [] : missingFrom(gap, late).map((span): OpenGap => ({ ...span, until: gap.until })),
  );
  const last = fresh.at(-1);
  const opened: readonly OpenGap[] = last === undefined ? [] : missingFrom({ low: high + 1, high: last }, fresh);
  const same = late.length === 0 && opened.length === 0 && left.length === gaps.length;
  return same ? undefined : [...left, ...opened];
}

/** Sealed events, in the order of the chain, as blocks. */
export function toBlocks(sealed: readonly Sealed[]): readonly Block[] {
  const blocks: (Block & { readonly hashes: string[] })[] = [];
  for (const { written, seq, hash } of sealed) {
    const last = blocks.at(-1);
    const count = last?.hashes.length ?? 0;
    if (last !== undefined && count < longestBlock && last.written + count === written) last.hashes.push(hash);
    else blocks.push({ seq, written, hashes: [hash] });
  }
  return blocks;
}
