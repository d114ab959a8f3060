import { describe, expect, test } from "vitest";
import type { OpenSandboxes } from "./support.ts";
import { opened, runIn, say } from "./support.ts";

/** How commands run. */
export function testRuns(name: string, open: OpenSandboxes): void {
  describe(`${name} runs commands`, () => {
    test("by their words, with status, both streams, input and directory", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        expect(await runIn(box, ["echo", "a b", "$HOME", "'\"\\", "x\ny"])).toEqual({
          status: "exited",
          code: 0,
          stdout: "a b $HOME '\"\\ x\ny\n",
          stderr: "",
          truncated: { stdout: 0, stderr: 0 },
        });
        expect(await runIn(box, "echo out; echo err >&2; exit 7")).toMatchObject({
          code: 7,
          stdout: "out\n",
          stderr: "err\n",
        });
        expect(await runIn(box, ["cat"], { stdin: "one\0two\n\xff" })).toMatchObject({ stdout: "one\0two\n\xff" });
        const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i & 255);
        expect(await say(box, "wc -c", { stdin: bytes })).toBe("300000");
        expect(await say(box, "pwd")).toBe("/workspace");
        expect(await say(box, "mkdir -p d && cd d && pwd")).toBe("/workspace/d");
        expect(await say(box, "pwd", { cwd: "d" })).toBe("/workspace/d");
        expect(await runIn(box, ["pwd"], { cwd: "missing" })).toMatchObject({ code: 126 });
        expect(await runIn(box, ["no-such-program"])).toMatchObject({ code: 127 });
        expect(await runIn(box, "kill -9 $$")).toMatchObject({ code: 137 });
      }));

    test("as plans, without anything of a shell standing in for a program", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const pipeline = (when: "always" | "success" | "failure", ...commands: string[][]) =>
          ({ kind: "pipeline", when, commands: commands.map((argv) => ({ argv, redirects: [] })) }) as const;
        const plan = {
          kind: "argv",
          steps: [
            pipeline("always", ["mkdir", "-p", "a"]),
            { kind: "chdir", when: "success", path: "a" },
            pipeline("always", ["printf", "3\n1\n2\n"], ["sort"], ["head", "-n", "2"]),
            pipeline("always", ["false"]),
            pipeline("success", ["echo", "not this"]),
            pipeline("failure", ["pwd"]),
          ],
        } as const;
        expect(await runIn(box, plan)).toMatchObject({ code: 0, stdout: "1\n2\n/workspace/a\n" });
        const silent = {
          argv: ["sh", "-c", "echo a; echo b >&2"],
          redirects: [
            { fd: 2, to: 1 },
            { fd: 1, to: "null" },
          ],
        } as const;
        const quiet = { kind: "argv", steps: [{ kind: "pipeline", when: "always", commands: [silent] }] } as const;
        expect(await runIn(box, quiet)).toMatchObject({ stdout: "b\n", stderr: "" });
        for (const word of ["eval", "export", "set", "shift", "A=b"]) {
          const built = {
            kind: "argv",
            steps: [pipeline("always", [word, "exit 0"]), pipeline("success", ["echo", "ran"])],
          };
          expect(await runIn(box, built as never)).toMatchObject({ code: 127, stdout: "" });
        }
        expect(await say(box, { kind: "shell", line: "echo $((1 + 1))" })).toBe("2");
        await expect(runIn(box, [])).rejects.toMatchObject({ code: "invalid" });
        await expect(runIn(box, ["a\0b"])).rejects.toMatchObject({ code: "invalid" });
        await expect(runIn(box, ["-c", "id"])).rejects.toMatchObject({ code: "invalid" });
      }));

    test("with the variables that were given and no others", () =>
      opened(open, async (bench) => {
        const box = await bench.open({ env: { TOKEN: "s3cret 'x'\n$y", BOTH: "spec" } });
        const env = await say(box, ["env"], { env: { BOTH: "call", MORE: "1" } });
        const names = env.split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
        const wanted = ["BOTH", "HOME", "HOSTNAME", "LANG", "MORE", "PATH", "TOKEN"];
        expect(names.filter((one) => !["OLDPWD", "PWD", "SHLVL"].includes(one)).sort()).toEqual(wanted);
        expect(env).toContain("TOKEN=s3cret 'x'\n$y");
        expect(env).toContain("BOTH=call");
        expect(await say(box, "echo $MORE")).toBe("");
        for (const bad of ["A=B", "A B", "1A", "A\n", "", "moltbot_setsid"]) {
          await expect(runIn(box, ["env"], { env: { [bad]: "x" } })).rejects.toMatchObject({ code: "invalid" });
        }
        await expect(runIn(box, ["env"], { env: { A: "x\0y" } })).rejects.toMatchObject({ code: "invalid" });
      }));

    test("many at once, each with its own output and status", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const runs = Array.from({ length: 12 }, async (_, i) => {
          const result = await runIn(box, `i=0; while [ $i -lt 50 ]; do echo ${i}; i=$((i+1)); done; exit ${i}`);
          expect(result).toMatchObject({ code: i, stdout: `${i}\n`.repeat(50), stderr: "" });
        });
        await Promise.all(runs);
      }));

    test("and streams what they write while they run", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const stop = new AbortController();
        const seen: string[] = [];
        const result = await runIn(box, "echo first; sleep 100", {
          signal: stop.signal,
          onOutput: ({ stream, text }) => {
            seen.push(`${stream}: ${text}`);
            stop.abort();
          },
        });
        expect(seen).toEqual(["stdout: first\n"]);
        expect(result).toMatchObject({ status: "cancelled", stdout: "first\n" });
        const fails = runIn(box, "echo x; sleep 100", {
          onOutput: () => {
            throw new Error("no room");
          },
        });
        await expect(fails).rejects.toThrow("no room");
        expect(await say(box, "echo still there")).toBe("still there");
      }));
  });
}
