import type { Grammar, Programs } from "../grammar.ts";
import { interactive, loads, reads, runs, system, writes } from "../reasons.ts";
import { after, like, noUrl, options, output } from "./files-parts.ts";
import { awk } from "./text-awk.ts";
import { jq, yq } from "./text-jq.ts";
import { sed } from "./text-sed.ts";

/** Harmless but for one option, whatever its place. */
const unless = (option: RegExp): Grammar => ({
  whole: (args) => (args.some((arg) => option.test(arg)) ? runs : undefined),
});

/** Programs that read text and print text. Those that can do no more have no row: cat, head, cut, tr and their like. */
export const textPrograms: Programs = {
  "sed gsed": sed,
  "awk gawk mawk nawk": awk,
  "jq gojq jaq": jq,
  yq,
  "sort gsort": {
    safe: options(
      "bdfgiMhnRrVcCmsuz",
      "kSt",
      "numeric-sort human-numeric-sort version-sort reverse unique stable merge zero-terminated check=? debug key= field-separator= sort= parallel= buffer-size=",
    ),
    ask: {
      "-o --output -T --temporary-directory": writes,
      "--compress-program": runs,
      "--files0-from --random-source": reads,
    },
  },
  // The second operand is written.
  "uniq guniq": {
    safe: options("cdDiuz", "fsw", "count repeated unique all-repeated=? skip-fields= skip-chars= check-chars="),
    operands: after(1, output),
  },
  "shuf gshuf": {
    safe: options("erz", "in", "echo repeat input-range= head-count="),
    ask: { "-o --output": writes, "--random-source": reads },
  },
  xxd: {
    wholeWords: true,
    stopsAtOperand: true,
    safe: `${options("abCeEdipruvh", "cglnos")} -ps -plain`,
    operands: after(1, output),
  },
  "wc gwc": { safe: options("cmlLw", "", "bytes chars lines words max-line-length"), ask: { "--files0-from": reads } },
  iconv: { safe: options("csl", "ft", "from-code= to-code= list"), ask: { "-o --output": writes } },
  // A shell has these too, and evaluates the name behind -v: `a[$(id)]`.
  "printf gprintf test gtest": unless(/^-v/),
  "bat batcat": unless(/^--pager/),
  // Other systems than Linux write with -o.
  "base64 base32": { safe: options("dD", "iwb", "decode ignore-garbage wrap="), ask: { "-o --output": writes } },
  "date gdate": {
    safe: `${options("uR", "dr", "utc universal date= iso-8601=? rfc-3339= rfc-email reference=")} -I=?`,
    ask: { "-s --set": system, "-f --file": reads },
    // An operand without + sets the clock.
    operands: after(0, like(/^\+/, system)),
  },
  xmllint: {
    wholeWords: true,
    safe: "--noout --format --html --nonet --recover --huge --nowarning --noblanks --version --xpath= --encode=",
    ask: {
      "--shell": interactive,
      "-o --output": writes,
      "--noent --xinclude --loaddtd --valid --dtdvalid --schema --relaxng --path": reads,
    },
    operands: after(0, noUrl),
  },
  pandoc: {
    safe: options("sN", "", "standalone toc wrap= columns="),
    // A format with a dot or a slash in its name is a script.
    checked: { "-f -t -r -w --from --to --read --write": like(/^\w[\w+-]*$/, loads) },
    ask: {
      "-F --filter -L --lua-filter --pdf-engine": runs,
      "-d --defaults --data-dir --template --metadata-file": loads,
      "-o --output --extract-media": writes,
    },
    operands: after(0, noUrl),
  },
};
