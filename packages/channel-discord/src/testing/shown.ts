// Escaped characters are put aside while the markup is applied.
const aside = 0xe000;

function block(_all: string, body: string): string {
  return body.replace(/^\w*\n/, "");
}

/** What people see of `content`: Discord's markup applied, escaped characters as they are. */
export function shownText(content: string): string {
  return content
    .replace(/\\([^0-9A-Za-z\s])/g, (_all, mark: string) => String.fromCharCode(aside + mark.charCodeAt(0)))
    .replace(/```([\s\S]+?)```/g, block)
    .replace(/`([^`]+)`/g, "$1")
    .replace(/\[([^\]]+)\]\((?:https?:\/\/)[^)\s]+\)/g, "$1")
    .replace(/<@!?(\d+)>/g, "@user $1")
    .replace(/<t:\d+(?::\w)?>/g, "(a time)")
    .replace(/<a?:\w+:\d+>|:[\w+-]+:/g, "(an emoji)")
    .replace(/<(https?:\/\/[^>\s]+)>/g, "$1")
    .replace(
      /\*\*([\s\S]+?)\*\*|\*([^\s*][^*]*?)\*|__([\s\S]+?)__|\b_([^_]+)_\b|~~([\s\S]+?)~~|\|\|([\s\S]+?)\|\|/g,
      (...groups: (string | undefined)[]) => groups.slice(1, 7).find((inner) => inner !== undefined) ?? "",
    )
    .replace(/^(?:#{1,3} |-# |>>> |> )/gm, "")
    .replace(/^(\s*)[-*+] /gm, "$1• ")
    .replace(/[\ue000-\ue07f]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - aside));
}
