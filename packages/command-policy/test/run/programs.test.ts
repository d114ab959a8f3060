import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canStart } from "../../src/run/program-format.ts";
import { command, folder, pipeline, program, run } from "./plans.ts";

const one = (...argv: string[]): ReturnType<typeof pipeline>[] => [pipeline(command(...argv))];
const hello = "#!/bin/sh\necho hello $0\n";

test("[R7.2] bare names are found in the given directories only, never in the current one", async () => {
  const cwd = folder();
  program(join(cwd, "greet"), hello);
  for (const path of ["/usr/bin:/bin", ".:/usr/bin", ":/usr/bin", "/usr/bin:", "/usr/bin::./"]) {
    const result = await run(one("greet"), { path, place: { cwd } });
    expect(result).toMatchObject({ code: 127, stderr: "greet: command not found\n" });
  }
  expect(await run(one("greet"), { path: `${cwd}:/usr/bin`, place: { cwd: "/" } })).toMatchObject({
    code: 0,
    stdout: `hello ${cwd}/greet\n`,
  });
});

test("[R7.2] the first program of the directories wins; what is none there does not hide it", async () => {
  const [first, second] = [folder(), folder()];
  mkdirSync(join(first, "greet"));
  program(join(first, "other"), hello, 0o644);
  for (const name of ["greet", "other"]) program(join(second, name), hello);
  const o = { path: `/nowhere:/etc/passwd:${first}:${second}` };
  expect(await run(one("greet"), o)).toMatchObject({ stdout: `hello ${second}/greet\n` });
  expect(await run(one("other"), o)).toMatchObject({ stdout: `hello ${second}/other\n` });
});

test("[R7.2] names with a slash begin in the directory of the step", async () => {
  const cwd = folder();
  mkdirSync(join(cwd, "bin"));
  program(join(cwd, "bin/greet"), hello);
  expect((await run(one("bin/greet"), { place: { cwd } })).stdout).toBe("hello bin/greet\n");
  expect((await run(one("./bin/greet"), { place: { cwd } })).stdout).toBe("hello ./bin/greet\n");
  expect((await run(one(join(cwd, "bin/greet")))).stdout).toBe(`hello ${cwd}/bin/greet\n`);
});

test("[R7.2] what is not there is 127, what is no program is 126", async () => {
  const cwd = folder();
  program(join(cwd, "data"), hello, 0o644);
  program(join(cwd, "lost"), "#!/no/such/interpreter\n");
  const status = async (name: string): Promise<unknown> => {
    const { stderr, steps } = await run(one(name), { place: { cwd }, path: `${cwd}:/usr/bin` });
    return [steps[0]?.kind === "pipeline" && steps[0].commands[0]?.code, stderr];
  };
  expect(await status("./gone")).toEqual([127, "./gone: no such file or directory\n"]);
  expect(await status("./lost")).toEqual([127, "./lost: no such file or directory\n"]);
  expect(await status("./data")).toEqual([126, "./data: permission denied\n"]);
  expect(await status("data")).toEqual([126, "data: permission denied\n"]);
  expect(await status("./data/x")).toEqual([126, "./data/x: not a directory\n"]);
  expect(await status("/")).toEqual([126, "/: illegal operation on a directory\n"]);
  expect(await status("..")).toEqual([127, "..: command not found\n"]);
});

test("[R7.2] more words than the system takes is a status, not an error", async () => {
  expect(
    await run(
      one(
        "true",
        ..."x"
          .repeat(30)
          .split("")
          .map(() => "y".repeat(131_000)),
      ),
    ),
  ).toMatchObject({
    code: 126,
    stderr: "true: argument list too long\n",
  });
});

const binary = readFileSync(process.execPath).subarray(0, 64);
const foreign = Buffer.from(binary);
foreign[18] = 0xf3 ^ (foreign[18] ?? 0);

test.each<[string, (marker: string, other: string) => string | Buffer]>([
  ["without a first line that says what it is", (marker) => `touch ${marker}\n`],
  ["with an empty interpreter", (marker) => `#!  \ntouch ${marker}\n`],
  ["with a relative interpreter", (marker) => `#!./sh\ntouch ${marker}\n`],
  ["whose interpreter is none", (marker, other) => `#!${other}\ntouch ${marker}\n`],
  ["with an interpreter that does not fit in", (marker) => `#!/${"/".repeat(250)}bin/sh\ntouch ${marker}\n`],
  ["that is a binary of another machine", (marker) => Buffer.concat([foreign, Buffer.from(`\ntouch ${marker}\n`)])],
  ["that is empty", () => ""],
])("[R7.2] no shell reads a file %s", async (_, content) => {
  const cwd = folder();
  const marker = join(cwd, "marker");
  const other = program(join(cwd, "other"), "touch $1\n");
  program(join(cwd, "odd"), content(marker, other));
  const result = await run(one("./odd"), { place: { cwd } });
  expect(result).toMatchObject({ code: 126, stderr: "./odd: exec format error\n" });
  expect(existsSync(marker)).toBe(false);
});

test("[R7.2] binaries and scripts with an interpreter start", () => {
  const cwd = folder();
  const script = program(join(cwd, "script"), "#!/bin/sh\n");
  expect(canStart(process.execPath)).toBe(true);
  expect(canStart(script)).toBe(true);
  expect(canStart(program(join(cwd, "nested"), `#! ${script} -x\n`))).toBe(true);
  const loop = join(cwd, "loop");
  expect(canStart(program(loop, `#!${loop}\n`))).toBe(false);
});

test("[R7.2] the program sees the name that was approved", async () => {
  expect((await run([pipeline(command("sh", "-c", "tr '\\0' '\\n' </proc/$$/cmdline"))])).stdout).toMatch(/^sh\n-c\n/);
});
