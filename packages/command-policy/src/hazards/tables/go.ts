import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { readArguments } from "../read-arguments.ts";
import * as reasons from "../reasons.ts";
import { long } from "./packages.ts";

const flags =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(value) ? undefined : reasons.runs;

const options: Grammar = {
  safe: long(`n x a v p= race msan asan cover covermode= coverpkg= mod= modcacherw tags= trimpath buildvcs buildmode= json
bench= benchmem benchtime= c count= cpu= failfast fullpath fuzz= fuzztime= list= parallel= run= short shuffle= skip=
timeout= vet f= m u e deps test find versions go= compat= diff`),
  checked: {
    "--C --o --coverprofile --cpuprofile --memprofile --blockprofile --mutexprofile --trace --outputdir --pgo":
      insideWorkspace,
    "--ldflags": flags(/^(all=)?(\s*(-[sw]|-X[ =][\w./-]+=[\w.:+/-]*)(?=\s|$))*\s*$/),
    "--gcflags": flags(/^(all=)?(\s*-[BNSelm](?=\s|$))*\s*$/),
  },
  ask: {
    "--exec --toolexec --vettool --asmflags --gccgoflags --compiler": reasons.runs,
    "--overlay --modfile --pkgdir": reasons.config,
  },
  // Packages of this module and of those it needs, and files of the workspace; behind -args, what the tests write.
  operands: each((name, place) => {
    if (name.startsWith("--test.")) return reasons.writes;
    return /[@:]/.test(name) ? reasons.loads : insideWorkspace(name, place);
  }),
};

const go: Grammar = {
  safe: "--h --help",
  checked: { "--C": insideWorkspace },
  subcommands: {
    "build test vet fmt list": options,
    "mod work": { subcommands: { "tidy download verify graph why vendor sync": options } },
    env: { safe: "--json --changed", ask: { "--w --u": reasons.config } },
    version: { safe: "--m --v", operands: each(insideWorkspace) },
    doc: { safe: "--all --c --cmd --short --src --u" },
    clean: { safe: "--cache --testcache --n --x" },
    help: {},
    "run generate tool": reasons.runs,
    "get install": reasons.loads,
  },
};

/** One dash and two are the same to go; `-args` ends its options; and flags for tools come as one word. */
const wordsOf = (args: readonly string[]): readonly string[] =>
  args.flatMap((arg, i) => {
    if (/^--?(gc|ld)flags$/.test(args[i - 1] ?? "")) return [];
    if (/^--?args$/.test(arg)) return "--";
    const word = /^-[^-]/.test(arg) ? `-${arg}` : arg;
    return /^--(gc|ld)flags$/.test(word) ? `${word}=${args[i + 1] ?? ""}` : word;
  });

export const goPrograms: Programs = {
  go: { whole: (args, place) => readArguments(wordsOf(args), go, place) },
};
