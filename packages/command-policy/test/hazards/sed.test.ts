import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sedScript } from "../../src/hazards/tables/text-sed.ts";
import { expectAsks, expectHarmless, hazard, lines, ws } from "./unix-support.ts";

describe("sed", () => {
  test.each(
    lines(String.raw`
      sed -n 1,20p f
      sed -n '1,20p' f
      sed s/a/b/ f
      sed 's/a/b/g' f
      sed 's|/usr|/opt|g' f
      sed 's,a,b,2' f
      sed 's#a#b#gI' f
      sed -E 's/(a|b)+/[\1]/g' f
      sed -e s/a/b/ -e s/c/d/ f
      sed --expression=s/a/b/ f
      sed -n -e '/start/,/end/p' f
      sed -ne 5p f
      sed '5q' f
      sed 5d f
      sed '/^$/d' f
      sed '/^#/d;s/ *$//' f
      sed '$d' f
      sed -n '$=' f
      sed -n '$p' f
      sed '1!G;h;$!d' f
      sed ':a;N;$!ba;s/\n/ /g' f
      sed 'y/abc/ABC/' f
      sed 's/[[:space:]]*$//' f
      sed 's/[^,]*,//' f
      sed 's/[\/]/x/' f
      sed '2i hello' f
      sed '$a bye' f
      sed '/x/{s/a/b/;p}' f
      sed -n '/a/{n;p;}' f
      sed '0~3d' f
      sed '2,+3p' f
      sed '/a/I,/b/!d' f
      sed -s -n '$p' a b
      sed -u s/a/b/
      sed -z 's/\n/,/g' f
      sed 's/a/&&/;t;s/b/c/' f
      sed --quiet 3p f
      sed --version
      sed
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(String.raw`
      sed 'w /home/u/.bashrc' f
      sed 's/a/b/w /home/u/.bashrc' f
      sed 's/a/b/gw x' f
      sed 's/a/b/e' f
      sed 's/a/id/ge' f
      sed 's|a|id|e' f
      sed 'e id' f
      sed e f
      sed '1e id' f
      sed '$e id' f
      sed '/x/e id' f
      sed '/x/Ie id' f
      sed '/x/{e id' f
      sed '1!e id' f
      sed '1,3e id' f
      sed 'p;e id' f
      sed 'p;w x' f
      sed 'W x' f
      sed 'r /etc/passwd' f
      sed 'R /etc/passwd' f
      sed -n '/x/w out' f
      sed -e p -e 'w x' f
      sed -n -e 'w x' f
      sed -ne 'w x' f
      sed -e'w x' f
      sed --expression='w x' f
      sed --expression 'w x' f
      sed --express='w x' f
      sed -f script f
      sed -fscript f
      sed -nf script f
      sed --file=script f
      sed --fil script f
      sed f -f script
      sed -i s/a/b/ f
      sed -i.bak s/a/b/ f
      sed -ni s/a/b/ f
      sed -Ei s/a/b/ f
      sed --in-place s/a/b/ f
      sed --in-place=.bak s/a/b/ f
      sed --in-pl s/a/b/ f
      sed s/a/b/ f -i
      sed -s -i s/a/b/ f
      sed 's/[/]/x/w y/' f
      sed 's/[]/]w x/' f
      sed 's/[^]/]w x/' f
      sed 's/[\]/w x/' f
      sed 's/a/b' f
      sed 'sxaxbxw f' f
      sed 'a\' f
      sed -e 'a\' -e 'w x' f
      sed 'b#x w M' f
      sed 'b }#;w M' f
      sed 'b a}#;w M' f
      sed ':a}#;w M' f
      sed -l 5 -n l f
      sed -- 'w x' f
      sed -n -- 'w x' f
    `),
  )("[R7.2] asks: %s", expectAsks);

  test("[R7.2] scripts of several lines", () => {
    expect(sedScript("p\nd\ns/a/b/", ws)).toBeUndefined();
    expect(sedScript("a\\\nhello", ws)).toBeUndefined();
    expect(sedScript("s/a/b\\\nc/", ws)).toBeUndefined();
    expect(sedScript("# a comment; w x\np", ws)).toBeUndefined();
    for (const script of [
      "p\nw x",
      "p\n\te id",
      "a hi\nw x",
      "a\\\nhi\nw x",
      "# c\nw x",
      "}\nw x",
      "y/a/b/\nw x",
      "b\nw x",
    ]) {
      expect(sedScript(script, ws), script).toBeDefined();
    }
  });

  const piece = fc.constantFrom(
    ...["p", "d", "s", "y", "e", "w", "r", "W", "a", "i", "c", "{", "}", ";", "\n", " ", "/", "|", ",", "\\", "[", "]"],
    ...[
      "^",
      "$",
      "!",
      "1",
      "2",
      "g",
      "M",
      "b",
      "t",
      ":",
      "q",
      "#",
      "&",
      "x",
      "=",
      "n",
      "N",
      "~",
      "[^]",
      "[:a:]",
      "\\/",
    ],
    ...[
      "s/a/b/",
      "s|a|b|",
      "/a/",
      "1,2",
      "e touch M",
      "w M",
      "s/a/touch M/e",
      "s/a/b/w M",
      "a\\\n",
      "y/ab/cd/",
      "b#x ",
      "}#;",
      "ta",
      "s,[,],x,",
    ],
  );
  const script = fc.oneof(
    fc.array(piece, { maxLength: 10 }).map((parts) => parts.join("")),
    // Mostly plain commands, with one odd piece among them.
    fc
      .tuple(fc.constantFrom("p;", "s/a/b/;", "/a/", "1!", "a x\n", "{", "# x\n"), fc.array(piece, { maxLength: 4 }))
      .map(([head, parts]) => head + parts.join("")),
  );

  test("[R7.2] what passes neither writes nor runs anything in a real sed", { timeout: 30_000 }, () => {
    const dir = mkdtempSync(join(tmpdir(), "sed-"));
    writeFileSync(join(dir, "in"), "a b\ntouch M\n[/]\n");
    let ran = 0;
    fc.assert(
      fc.property(fc.array(script, { minLength: 1, maxLength: 2 }), (scripts) => {
        const args = ["-n", ...scripts.flatMap((text) => ["-e", text]), "in"];
        if (hazard(["sed", ...args]) !== undefined) return;
        ran += 1;
        spawnSync("sed", args, { cwd: dir, timeout: 300 });
        expect(readdirSync(dir)).toEqual(["in"]);
      }),
      { numRuns: 4_000, interruptAfterTimeLimit: 5_000 },
    );
    expect(ran).toBeGreaterThan(50);
    expect(readFileSync(join(dir, "in"), "utf8")).toBe("a b\ntouch M\n[/]\n");
    rmSync(dir, { recursive: true });
  });

  test("[R7.2] a long script takes little time", () => {
    const began = performance.now();
    for (const text of ["s/", "s/[a", "/a/,", "a ", "1,", "y/a", "s/\\", "!!", "b ", ";", "{"])
      sedScript(text.repeat(4_000), ws);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
