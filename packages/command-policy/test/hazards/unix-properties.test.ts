import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hazard, words } from "./unix-support.ts";

/** Plain lines of a tool, and what must ask wherever it is put. */
const tools: Readonly<Record<string, readonly [plain: readonly string[], dangerous: readonly string[]]>> = {
  curl: [
    ["-fsSL https://a.b/c", "-m 5 -X GET https://a.b", "-o out -w x https://a.b --retry 3 https://c.d"],
    [
      "-d x",
      "-dx",
      "-K f",
      "-sK f",
      "--config f",
      "-O",
      "-LO",
      "--data=x",
      "-T f",
      "-o /x",
      "-o/x",
      "-k",
      "-u a:b",
      "file:///x",
    ],
  ],
  wget: [
    ["-q https://a.b", "-O - -t 3 https://a.b", "--tries 3 -nv https://a.b"],
    ["-e x", "-qe x", "--use-askpass=x", "-i f", "--post-data x", "-P /x", "-O /x", "-O/x", "--config f", "ftp://x"],
  ],
  rsync: [
    ["-av a b", "--exclude x -a a b", "-n --info=x a b"],
    ["-e sh", "-aesh", "--rsh=sh", "--rsh sh", "--rsync-path sh", "--files-from f", "--delete", "--rs sh"],
  ],
  tar: [
    ["-czf a.tgz src", "-tf a.tar -C sub", "-t -f a.tar --exclude x y"],
    [
      "-I sh",
      "-Ish",
      "--to-command=sh",
      "--to-command sh",
      "-P",
      "-F sh",
      "-C /",
      "--checkpoint-action=exec=id",
      "-T f",
      "--to-c=x",
    ],
  ],
  grep: [
    ["-rn a b", "-e a -A 3 f", "--include x -5 a f"],
    ["-f f", "-nf f", "-ff", "--file=f", "--fil f", "--exclude-from f"],
  ],
  rg: [
    ["-n a b", "-g x -A3 a", "--glob x -t ts a"],
    ["--pre sh", "--pre=sh", "-z", "-nz", "-f f", "--hostname-bin x", "--no-pre"],
  ],
  fd: [
    ["-e ts a", "-t f -d 3 a", "-HI a"],
    ["-x id", "-X id", "-Hx id", "--exec id", "--exec=id", "--exec-b id", "--ignore-file f"],
  ],
  sort: [
    ["-u f", "-k 2 -t , f", "--key 2 f"],
    ["-o x", "-uo x", "-ox", "--output=x", "--out x", "--compress-program sh", "-T /x"],
  ],
  sed: [
    ["-n 1p f", "-e p -e d f", "-E s/a/b/ f"],
    ["-i", "-i.b", "-ni", "-f x", "-fx", "--in-place", "--in-p=x", "--file x", "-e e", "--expression=w"],
  ],
  awk: [
    ["{print} f", "-F : {print} f", "-v a=1 {print} f"],
    ["-f p", "-fp", "--file p", "-i x", "-l x", "-E x", "--exec x", "--inc=x"],
  ],
  jq: [
    [". f", "-r .a f", "--arg a b .c f", "--indent 2 . f"],
    ["-f p", "-rf p", "--from-file p", "-L d", "--slurpfile a b", "--rawfile a b"],
  ],
  cp: [
    ["-r a b", "-t c a b", "--preserve a b"],
    ["-t /x", "-t/x", "-rt /x", "--target-directory /x", "--target=/x", "/etc/passwd"],
  ],
  zip: [
    ["-r a.zip b", "-q9 a.zip b"],
    ["-TT x", "-T", "-m", "-@", "-lf", "/x", "-P", "--out"],
  ],
  find: [
    [". -type f", ". -empty -print"],
    ["-delete", "-exec id ;", "-ok id ;", "-execdir id ;", "-fls x", "-fprint x", "-files0-from x"],
  ],
};

describe("dangerous arguments anywhere", () => {
  test.each(Object.keys(tools))("[R7.2] %s asks wherever one is put", (name) => {
    const [plain = [], dangerous = []] = tools[name] ?? [];
    for (const line of plain) expect(hazard([name, ...words(line)]), line).toBeUndefined();
    fc.assert(
      fc.property(fc.constantFrom(...plain), fc.constantFrom(...dangerous), fc.nat(12), (line, option, place) => {
        const args = [...words(line)];
        const at = place % (args.length + 1);
        // The value of a test of find is a value, whatever it looks like.
        if (name === "find" && args[at - 1] === "-type") return;
        args.splice(at, 0, ...words(option));
        expect(hazard([name, ...args]), args.join(" ")).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  test("[R7.2] every beginning of a dangerous long option asks", () => {
    const long = "--files0-from --compress-program --output --random-source --temporary-directory";
    for (const name of long.split(" ")) {
      for (let end = 3; end <= name.length; end += 1) {
        expect(hazard(["sort", `${name.slice(0, end)}=x`, "f"])).toBeDefined();
      }
    }
  });

  test("[R7.2] what passes changes nothing in a real find", () => {
    const dir = mkdtempSync(join(tmpdir(), "find-"));
    writeFileSync(join(dir, "in"), "");
    const word = fc.constantFrom(
      ...[
        ".",
        "-name",
        "-exec",
        "-delete",
        "-fprint",
        "-fls",
        "M",
        "in",
        "-type",
        "f",
        "-o",
        "!",
        "-printf",
        "x",
        "-ok",
        ";",
      ],
      ...[
        "touch",
        "-a",
        "-not",
        "-path",
        "-newer",
        "-print",
        "-execdir",
        "{}",
        "+",
        "-maxdepth",
        "1",
        "--",
        "-H",
        "-size",
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), (args) => {
        if (hazard(["find", ...args]) !== undefined) return;
        spawnSync("find", args, { cwd: dir, timeout: 300, stdio: "ignore" });
        expect(readdirSync(dir)).toEqual(["in"]);
      }),
      { numRuns: 3_000, interruptAfterTimeLimit: 3_000 },
    );
    rmSync(dir, { recursive: true });
  });
});
