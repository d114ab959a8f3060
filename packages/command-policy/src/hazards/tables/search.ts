import { each, type Grammar, type Programs } from "../grammar.ts";
import { config, destroys, reads, runs, writes } from "../reasons.ts";
import { options } from "./files-parts.ts";

const matching =
  "count line-number only-matching files-with-matches files-without-match invert-match word-regexp fixed-strings null " +
  "text regexp= max-count= context= after-context= before-context= ";

const grep: Grammar = {
  numbers: true,
  safe: options(
    "EFGPiywxcLloqsbHhnTZarRUzIVv",
    "eABCmdD",
    `${matching}extended-regexp perl-regexp no-filename with-filename no-messages color=? include= exclude= exclude-dir=`,
  ),
  ask: { "-f --file --exclude-from": reads },
};

/** Programs that look for files, and into them. */
export const searchPrograms: Programs = {
  "find gfind": {
    wholeWords: true,
    safe:
      "-H -L -P -E -a -and -o -or -not -daystart -depth -follow -mount -xdev -empty -true -false -executable -readable " +
      "-writable -nouser -nogroup -print -print0 -ls -prune -quit --help --version -amin= -anewer= -atime= -cmin= " +
      "-cnewer= -ctime= -group= -iname= -inum= -ipath= -iregex= -iwholename= -links= -lname= -maxdepth= -mindepth= " +
      "-mmin= -mtime= -name= -newer= -newermt= -path= -perm= -printf= -regex= -regextype= -samefile= -size= -type= " +
      "-user= -wholename= -xtype=",
    ask: {
      "-exec -execdir -ok -okdir": runs,
      "-delete": destroys,
      "-fprint -fprint0 -fprintf -fls": writes,
      "-files0-from": reads,
    },
  },
  "fd fdfind": {
    safe: options(
      "HIusigFalLp0q1hV",
      "dEteSojc",
      "hidden no-ignore glob fixed-strings absolute-path list-details follow full-path print0 max-depth= min-depth= " +
        "exclude= type= extension= size= changed-within= changed-before= color= max-results=",
    ),
    ask: { "-x --exec -X --exec-batch": runs, "--ignore-file": reads },
  },
  "grep egrep fgrep ggrep": grep,
  // Scripts that hand names of files on; a line break in one has made commands of it.
  "zgrep zegrep zfgrep": { ...grep, operands: each((word) => (word.includes("\n") ? runs : undefined)) },
  rg: {
    negatable: true,
    numbers: true,
    safe: options(
      "bscFLhHiIvnNxlo0PpqSaUuVw.",
      "ABCEegjMmrtTd",
      `${matching}count-matches follow hidden pcre2 smart-case multiline unrestricted files heading column json stats ` +
        "trim vimgrep type-list no-ignore no-ignore-vcs messages config filename with-filename passthru crlf debug " +
        "multiline-dotall one-file-system line-buffered max-columns-preview color= encoding= glob= iglob= max-columns= " +
        "max-depth= max-filesize= replace= sort= sortr= threads= type= type-add= type-not=",
    ),
    ask: { "--pre --pre-glob --hostname-bin -z --search-zip": runs, "-f --file --ignore-file": reads },
  },
  "ag ack ack-grep": {
    safe: options(
      "acfFhHiIklLnoQrRsSuUvVw01",
      "ABCgGmW",
      "hidden literal word-regexp files-with-matches column nocolor noheading nogroup ignore= ignore-dir= depth=",
    ),
    ask: { "--pager": runs, "--output --ackrc": config, "-p --path-to-ignore --files-from": reads },
  },
};
