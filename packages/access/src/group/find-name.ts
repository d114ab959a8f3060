// Letters, digits, marks and what nobody sees: glued to a name they make another one.
const glue = /[\p{L}\p{N}\p{M}_\p{Default_Ignorable_Code_Point}]/u;
// Scripts written without spaces: there a name ends where the reader knows it does.
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** How names are compared: NFC and ASCII case, nothing more (SPEC R2.4). */
export function foldName(text: string): string {
  return text.normalize("NFC").replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether `name` stands by itself in `text`; both folded. Linear in the text. */
export function findName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (startsFree(text, at) && endsFree(text, at + name.length)) return true;
  }
  return false;
}

function startsFree(text: string, at: number): boolean {
  const before = lastSymbol(text, at);
  return before === undefined || !isGlue(before);
}

function endsFree(text: string, at: number): boolean {
  const next = symbolAt(text, at);
  if (next === undefined) return true;
  if (isGlue(next)) return false;
  // `@bot-helper` and `@bot.example` are other names; `@bot.` ends a sentence.
  if (next !== "-" && next !== ".") return true;
  const after = symbolAt(text, at + 1);
  return after === undefined || !isGlue(after);
}

function isGlue(symbol: string): boolean {
  return glue.test(symbol) && !spaceless.test(symbol);
}

function symbolAt(text: string, at: number): string | undefined {
  const code = text.codePointAt(at);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

function lastSymbol(text: string, end: number): string | undefined {
  if (end === 0) return undefined;
  const low = text.charCodeAt(end - 1);
  const isLow = low >= 0xdc00 && low <= 0xdfff && end > 1;
  return symbolAt(text, isLow ? end - 2 : end - 1);
}
