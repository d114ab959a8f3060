// No character that a shell acts on, and no path: a mask can hide a value, never a command or where it writes. After a "="
// no space either: `TOKEN= program` runs the program.
const value = "[A-Za-z0-9+=_][A-Za-z0-9._~+/=%-]{5,}";
const secretName = "(?:token|secret|passw(?:or)?d|passphrase|credential|api[_-]?key|access[_-]?key|private[_-]?key)";

const places: readonly RegExp[] = [
  new RegExp(`(\\bauthorization(?::\\s{0,4}|=)(?:(?:bearer|basic|token)\\s{1,4})?)(${value})`, "gi"),
  new RegExp(`((?<![\\w-])--?(?:[\\w-]{0,40})${secretName}(?:=|\\s{1,4})["']?)(${value})`, "gi"),
  new RegExp(`((?<![\\w-])[A-Za-z_][\\w-]{0,40}${secretName}\\w{0,40}["']?(?:=|:\\s?)["']?)(${value})`, "gi"),
  new RegExp(`((?<![\\w-])${secretName}\\w{0,40}["']?(?:=|:\\s?)["']?)(${value})`, "gi"),
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'`$();|&<>\\]{0,100}:)([^\s/@"'`$();|&<>\\]{1,200})(?=@)/gi,
];

/**
 * Hides what looks like a secret when a command is shown (threats rule 8). For showing only: what runs has the value, and
 * the mask tells how long it is.
 */
export function maskSecrets(text: string): string {
  return places.reduce(
    (masked, place) => masked.replace(place, (_, before: string, secret: string) => `${before}•••[${secret.length}]`),
    text,
  );
}
