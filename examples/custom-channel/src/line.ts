/** One line of the IRC protocol, taken apart (RFC 2812 §2.3.1, IRCv3 message tags). */
export interface Line {
  readonly tags: ReadonlyMap<string, string>;
  /** Who sent it: `nick!user@host`, or a server's name. Empty when the line does not say. */
  readonly source: string;
  /** `PRIVMSG`, `001`, …: upper case. */
  readonly command: string;
  readonly params: readonly string[];
}

const form = /^(?:@(?<tags>\S+) +)?(?::(?<source>\S+) +)?(?<command>[A-Za-z]+|\d{3})(?<rest>(?: .*)?)$/s;
const escapes: Readonly<Record<string, string>> = { ":": ";", s: " ", r: "\r", n: "\n" };

/** Reads one line without its end; `undefined` for what is none. */
export function parseLine(text: string): Line | undefined {
  const found = form.exec(text)?.groups;
  if (found === undefined) return undefined;
  const { tags = "", source = "", command = "", rest = "" } = found;
  const at = rest.indexOf(" :");
  const middle = at === -1 ? rest : rest.slice(0, at);
  const params = middle.split(" ").filter((param) => param !== "");
  if (at !== -1) params.push(rest.slice(at + 2));
  return { tags: parseTags(tags), source, command: command.toUpperCase(), params };
}

function parseTags(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(";").filter((pair) => pair !== "");
  return new Map(
    pairs.map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=").replace(/\\(.?)/gs, (_, mark: string) => escapes[mark] ?? mark)];
    }),
  );
}

/** The nickname in `nick!user@host`. */
export function nickOf(source: string): string {
  return source.split("!", 1)[0] ?? "";
}

/** `text` without control characters: what nobody can end a line, start a CTCP request or paint with. */
export function withoutControls(text: string): string {
  return text.replace(/[\t\n\r]+/g, " ").replace(/\p{Cc}/gu, "");
}

/** A line to send. Only its last parameter may hold spaces; control characters never get through. */
export function formatLine(command: string, ...params: readonly string[]): string {
  const last = params.at(-1);
  const words = params.slice(0, -1).map((param) => withoutControls(param).replaceAll(" ", ""));
  return [command, ...words, ...(last === undefined ? [] : [`:${withoutControls(last)}`])].join(" ");
}

/** Lower case, as far as every server agrees on it. */
export function fold(name: string | undefined): string {
  return (name ?? "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
