import { plainText } from "@moltbot/core";
import stringWidth from "string-width";
import { cut, pad } from "./cut.ts";

/** One column of a {@link table}. */
export interface Column<Row> {
  readonly title: string;
  /** The cell, as the platform or a person wrote it: the table makes it harmless. */
  readonly cell: (row: Row) => string;
  /** Columns this may shrink to when the terminal is narrow; absent: it keeps its width as long as any other can give. */
  readonly shrinkTo?: number;
  /** Left out when everything else has shrunk and it still does not fit; lower goes first. */
  readonly leaveOut?: number;
}

/** How a {@link table} is drawn. */
export interface TableOptions {
  /** Terminal columns; absent: nothing is cut. */
  readonly width?: number | undefined;
  /** Looks of the title line. */
  readonly title?: (line: string) => string;
}

interface Drawn {
  readonly cells: readonly string[];
  readonly floor: number;
  readonly leaveOut: number | undefined;
  width: number;
}

const gap = 2;

/**
 * Aligned columns under a title line, each line at most `width` terminal columns. No cell can emit a control, bidi or
 * other invisible character, whatever the people in it call themselves (SPEC R9.1).
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], o: TableOptions = {}): string {
  let drawn = columns.map(({ title, cell, shrinkTo, leaveOut }): Drawn => {
    const cells = [title, ...rows.map((row) => plainText(cell(row)) || "-")];
    const width = Math.max(...cells.map((text) => stringWidth(text)));
    return { cells, width, floor: Math.min(width, shrinkTo ?? width), leaveOut };
  });
  if (o.width !== undefined) drawn = fit(drawn, o.width);
  const lines = [undefined, ...rows].map((_, index) => {
    const line = drawn.map(({ cells, width }) => pad(cut(cells[index] ?? "", width), width)).join(" ".repeat(gap));
    const fitting = o.width === undefined ? line.trimEnd() : cut(line.trimEnd(), o.width);
    return index === 0 && o.title ? o.title(fitting) : fitting;
  });
  return `${lines.join("\n")}\n`;
}

function total(drawn: readonly Drawn[], size: (column: Drawn) => number): number {
  return drawn.reduce((sum, column) => sum + size(column), gap * Math.max(0, drawn.length - 1));
}

function fit(columns: readonly Drawn[], width: number): Drawn[] {
  let drawn = [...columns];
  const optional = drawn.filter((column) => column.leaveOut !== undefined);
  optional.sort((a, b) => (a.leaveOut ?? 0) - (b.leaveOut ?? 0));
  while (optional.length > 0 && total(drawn, (column) => column.floor) > width) {
    const least = optional.shift();
    drawn = drawn.filter((column) => column !== least);
  }
  let over = total(drawn, (column) => column.width) - width;
  // The widest gives first, so that short columns stay whole.
  for (; over > 0; over--) {
    const giver = drawn.filter((column) => column.width > column.floor).sort((a, b) => b.width - a.width)[0];
    if (giver === undefined) break;
    giver.width -= 1;
  }
  return drawn;
}
