import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { destroys, escalates, loads, reads, runs, writes } from "../reasons.ts";
import { after, always, contained, like, mode, options, output, removed } from "./files-parts.ts";

/** A copy or another name: both ends lie in the workspace. */
const copying: Grammar = {
  safe: options("abcCdDfHilLnpPrRsTuvx", "", "archive force no-clobber parents symbolic preserve=? update=?"),
  checked: { "-t --target-directory": insideWorkspace, "-m --mode": mode },
  ask: { "-o --owner -g --group": escalates, "--strip-program": runs },
  operands: each(insideWorkspace),
};

/** `dd of=file`. */
const ddOperand: Check = (word, place) => {
  const [, key = "", value = ""] = /^(\w+)=(.*)$/s.exec(word) ?? [];
  if (key === "of") return output(value, place);
  return /^(if|[io]?bs|cbs|count|skip|seek|conv|[io]flag|status)$/.test(key) ? undefined : "has an unknown operand";
};

/** Programs that make, move, change and describe files. */
export const filesPrograms: Programs = {
  "cp gcp install ginstall": copying,
  "mv gmv": {
    ...copying,
    operands: (paths, place) =>
      each(removed)(paths.slice(0, -1), place) ?? each(insideWorkspace)(paths.slice(-1), place),
  },
  // What a link says is read from the folder that it is in.
  "ln gln": { ...copying, operands: each(contained) },
  "rm grm rmdir": {
    safe: options("rRfivdIp", "", "force dir parents one-file-system ignore-fail-on-non-empty"),
    ask: { "--no-preserve-root": destroys },
    operands: each(removed),
  },
  "mkdir gmkdir": {
    safe: options("pv", "", "parents"),
    checked: { "-m --mode": mode },
    operands: each(insideWorkspace),
  },
  "touch gtouch": { safe: options("acfhm", "dtr", "no-create date= reference="), operands: each(insideWorkspace) },
  "truncate gtruncate": { safe: options("co", "s", "no-create size="), operands: each(insideWorkspace) },
  "chmod gchmod": {
    safe: options("Rcfv", "", "changes"),
    operands: ([bits = "", ...files], place) => mode(bits, place) ?? each(insideWorkspace)(files, place),
  },
  "chown chgrp": { safe: options("Rcfvh", "", "changes no-dereference"), operands: after(1, insideWorkspace) },
  "tee gtee": { safe: options("aip", "", "append ignore-interrupts"), operands: each(output) },
  "dd gdd": { whole: each(ddOperand) },
  "split gsplit": {
    safe: options("dxeu", "abClnt", "numeric-suffixes=? lines= bytes= number= suffix-length="),
    ask: { "--filter": runs, "--additional-suffix": writes },
    operands: (operands, place) => insideWorkspace(operands[1] ?? ".", place),
  },
  csplit: {
    safe: options("ksz", "n", "keep-files elide-empty-files suppress-matched digits="),
    checked: { "-f --prefix": insideWorkspace },
    ask: { "-b --suffix-format": writes },
    operands: (_, place) => insideWorkspace(".", place),
  },
  "du gdu": {
    safe: options(
      "0abcDHhklLmPsSx",
      "dBt",
      "all apparent-size total human-readable summarize max-depth= block-size= threshold= exclude= time=?",
    ),
    ask: { "--files0-from -X --exclude-from": reads },
  },
  file: {
    safe: options("bikLhNnr0v", "Fe", "brief mime mime-type mime-encoding extension dereference no-dereference"),
    ask: { "-f --files-from -m --magic-file": reads, "-C --compile": writes, "-z -Z --uncompress": runs },
  },
  tree: {
    safe: options("adfilxpsughDFqNQrtcUvnCASJX", "LPI", "noreport dirsfirst prune du gitignore filelimit= sort="),
    ask: { "-o -R -H": writes, "--fromfile": reads },
  },
  openssl: {
    subcommands: {
      version: { safe: "-a -v" },
      "dgst sha256 sha512": { wholeWords: true, safe: "-r -hex -sha1 -sha256 -sha384 -sha512 -md5" },
      rand: { safe: "-hex -base64", wholeWords: true },
      x509: {
        wholeWords: true,
        safe: "-noout -text -subject -issuer -dates -enddate -serial -fingerprint -sha256",
        // A colon makes it an address of something else than a file.
        checked: { "-in": like(/^[^:]+$/, loads) },
      },
    },
  },
  "gpg gpg2": always("uses keys, and may write or send"),
  "shred srm": always(destroys),
  "ffmpeg ffprobe convert magick mogrify": always("reads, writes and fetches what its arguments name"),
};
