import { resolve } from "node:path";
import type { MadeImage } from "@moltbot/gateway/sandbox";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { harmless } from "../output/harmless.ts";
import { printJson, say, sayNext } from "../output/print.ts";

/** `sandbox setup`. */
export async function setUp(context: Context, o: { tag?: string; base?: string }): Promise<ExitCode> {
  const { setUpImage } = await import("@moltbot/gateway/sandbox");
  const onLine = context.json ? {} : { onLine: (line: string) => say(context, harmless(line)) };
  return print(context, await setUpImage({ ...o, ...onLine }));
}

/** `sandbox import`. */
export async function importFile(context: Context, file: string, o: { tag?: string }): Promise<ExitCode> {
  const { importSandboxImage } = await import("@moltbot/gateway/sandbox");
  return print(context, await importSandboxImage({ file: resolve(file), ...o }));
}

function print(context: Context, { isDefault, ...made }: MadeImage): ExitCode {
  if (context.json) {
    printJson(context, made);
    return exitCodes.ok;
  }
  const { image, digest, sealed } = made;
  const { out } = context.io;
  out.write(
    fields(out, [
      ["image", image],
      ["digest", digest],
      ["shell", shellText(sealed)],
    ]),
  );
  if (!isDefault) say(context, `Use it with agents.defaults.sandbox.image: "${image}" in the config.`);
  sayNext(context, "sandbox", "status");
  return exitCodes.ok;
}

/** What a sealed shell is good for. */
export function shellText(sealed: boolean): string {
  return sealed ? "sealed: what runs inside cannot look into it" : "its own: what runs inside can look into it";
}
