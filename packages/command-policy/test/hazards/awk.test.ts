import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { awkProgram } from "../../src/hazards/tables/text-awk.ts";
import { expectAsks, expectHarmless, lines, ws } from "./unix-support.ts";

describe("awk", () => {
  test.each(
    lines(String.raw`
      awk '{print $2}'
      awk '{print $2}' f
      awk -F: '{print $1}' /etc/hosts
      awk -F , '{ print $1, $3 }' f
      awk -F '|' '{print $1}' f
      awk NR==1 f
      awk 'NR==1 {print; exit}' f
      awk 'BEGIN{FS=","} {print $2}' f
      awk '/re/ {print $1}' f
      awk '/a|b/' f
      awk '!/a/' f
      awk '$3 > 5' f
      awk 'NR>1' f
      awk 'NR>1{print $1}' f
      awk '$3 > 5 && $1 ~ /x|y/ {print}' f
      awk '{ if ($3 > 5) print $1 }' f
      awk '{ s += $1 } END { print s }' f
      awk '{ s += $1 } END { print s / NR }' f
      awk '{printf "%s %d\n", $1, $2}' f
      awk '{print $1 "|" $2}' f
      awk '{print $1 " -> " $2}' f
      awk '$1 == "a" || $1 == "b"' f
      awk -v n=3 'NR==n' f
      awk -vn=3 'NR==n' f
      awk --assign=n=3 'NR==n' f
      awk '{ gsub(/"/, ""); print }' f
      awk '{ a[$1]++ } END { for (k in a) print k, a[k] }' f
      awk 'length > 80' f
      awk '!seen[$0]++' f
      gawk '{print toupper($0)}' f
      mawk '{print NF}' f
      awk -- '{print $1}' f
      awk --version
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      awk 'BEGIN{system("id")}'
      awk 'BEGIN { system ("id") }'
      awk 'BEGIN{x=1system("id")}'
      awk 'BEGIN{"id"|getline}'
      awk 'BEGIN{while(("id"|getline l)>0)print l}'
      awk 'BEGIN{getline l < "/etc/passwd"}'
      awk '{print|"sh"}' f
      awk '{print | "sh"}' f
      awk '{print "x" |& "sh"}' f
      awk '{print>"out"}' f
      awk '{print > "out"}' f
      awk '{print $1 >> "out"}' f
      awk '{print > $1}' f
      awk '{print >="out"}' f
      awk '{printf("a")>"out"}' f
      awk '{print($1)>("out")}' f
      awk '{ if ($1 > 3) print > "out" }' f
      awk '/"/ {print > "x"} /"/' f
      awk '/(/ {print > "x"}' f
      awk '{ x = 1 / 2; print > "a/b" }' f
      awk '{ print 4/2 "/" | "sh" "/" }' f
      awk '/[/]/ {print "a" | "sh"} /]/' f
      awk 'function f(x) { print x > "y" } { f(1) }' f
      awk '@include "x"; {print}' f
      awk '@load "x"; {print}' f
      awk 'BEGIN{f="sys" "tem"; @f("id")}'
      awk 'BEGIN{print ENVIRON["HOME"]}'
      awk 'BEGIN{for(k in SYMTAB)print k}'
      awk 'BEGIN{ARGV[1]="/in" "et/tcp/0/x/1";ARGC=2}'
      awk -f prog f
      awk -fprog f
      awk -F: -f prog
      awk --file=prog f
      awk --fil prog f
      awk -E prog
      awk --exec prog
      awk -i inplace '{print}' f
      awk -iinplace '{print}' f
      awk --include=inplace '{print}' f
      awk --inc=inplace '{print}' f
      awk -l ext '{print}' f
      awk --load=ext '{print}' f
      awk -e 'BEGIN{system("id")}'
      awk -W exec=f
      awk -Wexec f
      awk -o/tmp/x '{print}' f
      awk -p '{print}' f
      awk -d '{print}' f
      awk -D '{print}' f
      awk '{print}' -f prog
      awk '{print}' f -i inplace
      awk -v -f prog
      awk -v x=1 -- 'BEGIN{system("id")}'
      gawk '{print}' /inet/tcp/0/example.com/80
    `),
  )("[R7.2] asks: %s", expectAsks);

  const piece = fc.constantFrom(
    ...[
      "{",
      "}",
      "(",
      ")",
      "/",
      '"',
      "\\",
      "[",
      "]",
      ">",
      "|",
      "||",
      "&&",
      ";",
      "\n",
      " ",
      ",",
      "!",
      "~",
      "=",
      "1",
      "$1",
    ],
    ...[
      "print",
      "printf",
      "NR",
      "x",
      "if(",
      "BEGIN",
      "/a/",
      '"M"',
      '"touch M"',
      "/[/]/",
      '/"/',
      "^",
      "+",
      "++",
      "?",
      ":",
    ],
    ...[
      'print > "M"',
      'print "touch M" | "sh"',
      '{print>"M"}',
      "{print $1}",
      '"a|b"',
      "@",
      "#",
      "in",
      "return",
      "else",
      ".",
    ],
  );
  const program = fc.oneof(
    fc.array(piece, { maxLength: 9 }).map((parts) => parts.join("")),
    fc
      .tuple(
        fc.constantFrom("NR>0", '/"/', "/(/", '$0 ~ "("', "1/1", '"/"', "/[[]/", ""),
        fc.array(piece, { maxLength: 2 }),
        fc.constantFrom(
          '{print>"M"}',
          '{print "touch M" | "sh"}',
          '{if(1>0)print>"M"}',
          '{print "/">"M"}',
          '{print(1)>"M"}',
        ),
        fc.constantFrom("", '/"/', '"', "/", ")", "#", "]", "/]/"),
      )
      .map(([head, parts, body, tail]) => head + parts.join("") + body + tail),
  );

  test.each(["gawk", "mawk"].filter((name) => spawnSync(name, ["--version"]).error === undefined))(
    "[R7.2] what passes neither writes nor runs anything in a real %s",
    { timeout: 30_000 },
    (name) => {
      const dir = mkdtempSync(join(tmpdir(), "awk-"));
      writeFileSync(join(dir, "in"), 'a b\n"x" (y) [/]\n');
      let ran = 0;
      fc.assert(
        fc.property(program, (text) => {
          // Only those with something to hide are worth a process.
          if (!/[>|]/.test(text) || awkProgram(text, ws) !== undefined) return;
          ran += 1;
          spawnSync(name, ["--", text, "in"], { cwd: dir, timeout: 300 });
          expect(readdirSync(dir)).toEqual(["in"]);
        }),
        { numRuns: 20_000, interruptAfterTimeLimit: 4_000 },
      );
      expect(ran).toBeGreaterThan(20);
      rmSync(dir, { recursive: true });
    },
  );

  test("[R7.2] a long program takes little time", () => {
    const began = performance.now();
    for (const text of ["/a", "/[a", '"', "(", "{", "/\\", "x>"]) awkProgram(`>${text.repeat(4_000)}`, ws);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
