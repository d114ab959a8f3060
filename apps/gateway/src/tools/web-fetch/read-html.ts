import { Parser } from "htmlparser2";

/** What a reader gets out of an HTML document. */
export interface ReadHtml {
  readonly title: string;
  readonly text: string;
  /** How many links it has. */
  readonly links: number;
  /** Whether reading ended early, because of nesting that no page for people has. */
  readonly cut: boolean;
}

// Browsers stop at 512. The parser looks through all that is open at each tag, so depth is what hostile pages offer.
const deepest = 2000;

// What is inside is for programs, or not for reading.
const skipped = new Set("script style template noscript iframe object embed svg math canvas select head".split(" "));

const blocks = new Set(
  "address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul".split(
    " ",
  ),
);

/** Reduces HTML to its title, its text and a count of its links. It executes, loads and follows nothing. */
export function readHtml(html: string): ReadHtml {
  const text = createText();
  let title: string | undefined;
  let inTitle = false;
  let hidden = 0;
  let pre = 0;
  let links = 0;
  let depth = 0;
  const parser = new Parser(
    {
      onopentagname(name) {
        depth += 1;
        if (depth > deepest) parser.pause();
        if (skipped.has(name)) hidden += 1;
        if (name === "title" && title === undefined) {
          inTitle = true;
          title = "";
        }
        if (hidden > 0) return;
        if (name === "pre") pre += 1;
        if (name === "br") text.line();
        else if (blocks.has(name)) text.block();
        else if (name === "td" || name === "th") text.add(" ");
        if (name === "li") text.add("- ");
      },
      onopentag(name, attributes) {
        if (hidden === 0 && name === "a" && attributes["href"] !== undefined) links += 1;
      },
      ontext(piece) {
        if (inTitle) title += piece;
        else if (hidden === 0) text.add(pre > 0 ? piece : piece.replace(/\s+/g, " "), pre > 0);
      },
      onclosetag(name) {
        depth -= 1;
        if (name === "title") inTitle = false;
        if (skipped.has(name) && hidden > 0) hidden -= 1;
        if (hidden > 0) return;
        if (name === "pre" && pre > 0) pre -= 1;
        if (blocks.has(name)) text.block();
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return { title: (title ?? "").replace(/\s+/g, " ").trim(), text: text.value(), links, cut: depth > deepest };
}

/** Collects text so that blocks stand on lines of their own, and spaces do not pile up. */
function createText() {
  const parts: string[] = [];
  let last = "\n";
  const push = (part: string): void => {
    if (part === "") return;
    parts.push(part);
    last = part.slice(-1);
  };
  return {
    add(piece: string, exact = false): void {
      const isSpaced = last === "\n" || last === " ";
      push(!exact && isSpaced && piece.startsWith(" ") ? piece.slice(1) : piece);
    },
    line: (): void => push("\n"),
    block(): void {
      if (last !== "\n") push("\n");
    },
    value: (): string =>
      parts
        .join("")
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n")
        .replace(/\n{3,}/g, "\n\n")
        .trim(),
  };
}
