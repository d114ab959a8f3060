import { each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { readArguments } from "../read-arguments.ts";
import { config, destroys, elsewhere, network, reads, runs, secrets, writes } from "../reasons.ts";
import { always, contained, flags, like, options, output } from "./files-parts.ts";

const unpacks = "unpacks files that the archive names, such as a hook of git";

const tar: Grammar = {
  safe: options(
    "ctrudzjJZavpmkOoil",
    "",
    "create list gzip bzip2 xz zstd to-stdout totals keep-old-files wildcards no-same-owner exclude-vcs exclude= " +
      "strip-components= format= sort= owner= group=",
  ),
  checked: {
    // `host:file` is on another machine, and the program to reach it is run.
    "-f --file": (path, place) => (path.includes(":") ? network : output(path, place)),
    "-C --directory": contained,
  },
  ask: {
    "-x --extract --get": unpacks,
    "-I --use-compress-program --to-command --checkpoint-action -F --info-script --rsh-command --rmt-command": runs,
    "-P --absolute-names --transform --xform -s --one-top-level -h": elsewhere,
    "-T --files-from -X --exclude-from": reads,
    "-g --listed-incremental --index-file": writes,
    "--remove-files --delete": destroys,
  },
  operands: each(contained),
};

/** `tar czf a.tgz src`: letters without a dash, and their values behind them in the same order. */
function withDashes([letters = "", ...rest]: readonly string[]): readonly string[] {
  const dashed = letters.startsWith("-")
    ? [letters]
    : [...letters].flatMap((letter) => [`-${letter}`, ...(/[fC]/.test(letter) ? rest.splice(0, 1) : [])]);
  return [...dashed, ...rest];
}

/** unzip that only lists, tests or prints. */
const showing: Grammar = {
  safe: flags("ltpcvzqZ1"),
  ask: { "-: -X -K": elsewhere, "-M": runs, "-P": secrets, "-d -o -n -u -f": unpacks },
};

/** Programs that pack and unpack. */
export const archivePrograms: Programs = {
  // It unpacks into the folder that it is run in.
  "tar gtar bsdtar": {
    whole: (args, place) => insideWorkspace(".", place) ?? readArguments(withDashes(args), tar, place),
  },
  zip: {
    safe: flags("rq0123456789jyvDXuxi"),
    ask: { "-T -TT": runs, "-m -d": destroys, "-P -e": secrets, "-b -O -lf": writes },
    operands: each(contained),
  },
  unzip: {
    whole: (args, place) =>
      args.some((arg) => /^-[a-zA-Z0-9]*[ltpvzZ]/.test(arg)) ? readArguments(args, showing, place) : unpacks,
  },
  "gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd": {
    safe: options("cdfhklnNqrtvV0123456789", "", "stdout decompress keep force list test"),
    checked: { "-T": like(/^\d+$/, config) },
    ask: { "-o": writes, "-D --files": reads },
    operands: each(insideWorkspace),
  },
  "cpio pax 7z 7za 7zr unrar rar lz4 uudecode patch": always(writes),
};
