/** A fenced block of code that is still open. */
export interface Fence {
  /** Where its first line starts. */
  readonly at: number;
  /** That line, to open the block again with. */
  readonly opening: string;
  /** The back-ticks or tildes that close it. */
  readonly marker: string;
}

const fenceLine = /^ {0,3}(?<marker>`{3,}|~{3,})(?<info>[^\n]*)$/;

/** The block of code that is open just before `end`, if any. */
export function openFence(text: string, end: number): Fence | undefined {
  let open: Fence | undefined;
  for (let at = 0; at < end; ) {
    const newline = text.indexOf("\n", at);
    const stop = newline === -1 ? text.length : newline;
    const line = stop - at > 200 ? undefined : fenceLine.exec(text.slice(at, stop));
    const marker = line?.groups?.["marker"];
    const info = line?.groups?.["info"] ?? "";
    if (marker !== undefined) {
      if (open === undefined) open = { at, opening: text.slice(at, stop), marker };
      // A block ends only at a bare fence of its own kind, at least as long as the one that opened it.
      else if (info.trim() === "" && marker.startsWith(open.marker)) open = undefined;
    }
    at = stop + 1;
  }
  return open;
}

/** Where the block that starts at `fence` ends: just after its closing line, or at the end of the text. */
export function fenceEnd(text: string, fence: Fence): number {
  for (let at = fence.at + fence.opening.length + 1; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const stop = newline === -1 ? text.length : newline;
    const line = text.slice(at, Math.min(stop, at + 200)).trim();
    if (line.startsWith(fence.marker) && line.replaceAll(line.charAt(0), "") === "") return stop;
    at = stop + 1;
  }
  return text.length;
}
