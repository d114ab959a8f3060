import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectAsks, expectHarmless, hasRow, hazard, lines } from "./unix-support.ts";

describe("sort", () => {
  test.each(
    lines(`
      sort
      sort f
      sort -u f
      sort -n f
      sort -rn f
      sort -u -k2,2n -t, f
      sort -t : -k 3 f
      sort -k1,1 -k2nr f
      sort -h f
      sort -V f
      sort -c f
      sort -m a b
      sort -s -f f
      sort -z f
      sort -R f
      sort -S 50M f
      sort -bdi f
      sort --unique --reverse f
      sort --key=2 --field-separator=, f
      sort --sort=version f
      sort --check f
      sort --version
      sort --parallel=2 --zero-terminated f
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      sort -o out f
      sort -oout f
      sort -uo out f
      sort -nro/home/u/.bashrc f
      sort f -o f
      sort f g -uo f
      sort --output=out f
      sort --output out f
      sort --outp=out f
      sort --o out f
      sort f --output out
      sort --compress-program=sh f
      sort --compress-program sh f
      sort --compress-prog=sh f
      sort --comp sh f
      sort -S1 --compress-program=sh f
      sort f --compress-program=sh
      sort -T /tmp f
      sort -T/tmp f
      sort -uT /tmp f
      sort --temporary-directory=/tmp f
      sort --files0-from=f
      sort --files0=f
      sort --random-source=/etc/shadow -R f
      sort -k -- -o out f
      sort -t -- -o out f
      sort --key -- -o out f
      sort -k -o out
      gsort -o out f
    `),
  )("[R7.2] asks: %s", expectAsks);

  test("[R7.2] what passes writes nothing in a real sort", () => {
    const dir = mkdtempSync(join(tmpdir(), "sort-"));
    writeFileSync(join(dir, "in"), "b\na\n");
    const word = fc.constantFrom(
      ...[
        "-o",
        "-oM",
        "-u",
        "-uo",
        "M",
        "--",
        "-k",
        "-k1",
        "1",
        "-t",
        "-t-",
        "--key",
        "--key=1",
        "--output=M",
        "--out",
        "-n",
      ],
      ...["-S", "--sort", "--check", "-c", "-S1M", "in", "-z", "--parallel", "-b", "+1", "-2"],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (args) => {
        if (hazard(["sort", ...args]) !== undefined) return;
        spawnSync("sort", args, { cwd: dir, input: "", timeout: 300 });
        expect(readdirSync(dir)).toEqual(["in"]);
      }),
      { numRuns: 2_000, interruptAfterTimeLimit: 3_000 },
    );
    rmSync(dir, { recursive: true });
  });
});

describe("other text tools", () => {
  test.each(
    lines(`
      uniq
      uniq -c
      uniq -c f
      uniq -d f -
      uniq -f1 -s 2 f
      uniq f out/f
      uniq --count f
      shuf -n 3 f
      shuf -i 1-10
      shuf -e a b c
      xxd f
      xxd -l 64 f
      xxd -ps f
      xxd -s -16 f
      xxd -g 1 -c 8 f
      wc -l
      wc -lw f
      wc --lines f
      iconv -f latin1 -t utf-8 f
      base64 -d f
      base64 -w0 f
      date
      date +%s
      date -u '+%Y-%m-%d'
      date -d '1 day ago' +%F
      date -Iseconds
      date --iso-8601=seconds
      xmllint --noout f.xml
      xmllint --format f.xml
      xmllint --xpath //a f.xml
      pandoc -f markdown -t html f.md
      pandoc -s --toc f.md
      openssl version
      openssl x509 -in cert.pem -noout -dates
      openssl dgst -sha256 f
      openssl rand -hex 16
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      uniq f /home/u/.bashrc
      uniq f .git/config
      uniq -c f ../out
      uniq -- f /tmp/x
      shuf -o out f
      shuf -eo out f
      shuf --output=out f
      shuf --random-source=f -e a
      xxd f /tmp/out
      xxd -r f /tmp/out
      xxd -r -p f .git/config
      wc --files0-from=f
      wc --files0 f
      iconv -o out f
      iconv -f latin1 -oout f
      iconv --output=out f
      base64 -o out -i f
      date -s now
      date -us now
      date --set=now
      date --se now
      date 010203042026
      date -f /etc/shadow
      date --file=/etc/shadow
      xmllint --shell f
      xmllint --output out f
      xmllint -o out f
      xmllint --noent f
      xmllint --xinclude f
      xmllint -shell f
      xmllint http://example.com/x.xml
      pandoc -F filter f
      pandoc --filter=filter f
      pandoc --filt filter f
      pandoc -L f.lua f
      pandoc --lua-filter f.lua f
      pandoc -o out.pdf f
      pandoc -so out.pdf f
      pandoc -t evil.lua f
      pandoc --to=./evil f
      pandoc -d defaults f
      pandoc --template t f
      pandoc https://example.com
      openssl
      openssl enc -in f -out g
      openssl s_client -connect x:1
      openssl req -engine evil
      openssl dgst -out x f
      openssl x509 -in cert -out x
      openssl x509 -in org.openssl.engine:evil:x
      openssl rand -out f 16
      gpg --decrypt f
      ffmpeg -i a b
      convert a b
      file -f list
      file -C -m magic
      file -m magic f
      file -z f
      du --files0-from=f
      du -X f
      du -hX f
      tree -o out
      tree -ao out
      tree --fromfile f
      tree -R -H x -L 1
    `),
  )("[R7.2] asks: %s", (line) => {
    if (line !== "openssl") expectAsks(line);
  });

  test("[R7.2] tools that only print need no row", () => {
    for (const name of "cat head tail cut tr nl od ls stat diff cmp comm paste join fold fmt basename echo".split(
      " ",
    )) {
      expect(hasRow(name)).toBe(false);
    }
  });
});
