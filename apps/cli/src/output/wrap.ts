import { plainText } from "@moltbot/core";
import stringWidth from "string-width";
import { cut } from "./cut.ts";

/** Narrower columns are not worth reading: the text goes below its head then. */
const narrowest = 30;

/**
 * `head` and behind it `text`, broken at spaces so that no line has more than `width` columns; further lines are set in.
 * Words that are longer than a line are cut. Without a width it is one line. `headWidth`: columns that `head` takes.
 */
export function wrapped(head: string, text: string, o: { headWidth: number; width: number | undefined }): string {
  const plain = plainText(text, 2000);
  if (o.width === undefined) return `${head}${plain}\n`;
  const isBeside = o.width - o.headWidth >= narrowest;
  const indent = isBeside ? o.headWidth : 4;
  const lines = broken(plain, Math.max(8, o.width - indent));
  const [first = "", ...rest] = lines;
  const set = (line: string): string => `${" ".repeat(indent)}${line}\n`;
  return isBeside ? `${head}${first}\n${rest.map(set).join("")}` : `${head.trimEnd()}\n${lines.map(set).join("")}`;
}

function broken(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      if (line !== "") lines.push(line);
      line = cut(word, width);
    }
  }
  return [...lines, line];
}
