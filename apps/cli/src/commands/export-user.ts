import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { MoltbotError, messageOf } from "@moltbot/core";
import { type PrivacyBackend, withPrivacy } from "../backend/privacy-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { say } from "../output/print.ts";

/** Options of `users export`. */
export interface ExportOptions {
  readonly output?: string;
  readonly linked?: boolean;
  readonly force?: boolean;
  readonly files?: boolean;
}

/** `users export`: to stdout, or to a file that appears whole or not at all, readable by its owner only. */
export async function exportUser(context: Context, who: string, o: ExportOptions): Promise<ExitCode> {
  const wish = { linked: o.linked === true, files: o.files === true };
  await withPrivacy(context, async (backend) => {
    if (o.output === undefined) return toStdout(context, backend.export(who, wish));
    const file = resolve(o.output);
    const bytes = await toFile(file, backend.export(who, wish), o.force === true);
    say(
      context,
      `Wrote ${bytes} bytes to ${file}. It holds personal data: keep it where only they and you can read it.`,
    );
  });
  return exitCodes.ok;
}

async function toStdout(context: Context, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) context.io.out.write(decoder.decode(piece, { stream: true }));
}

async function toFile(file: string, pieces: ReturnType<PrivacyBackend["export"]>, force: boolean): Promise<number> {
  const unusable = (error: unknown): MoltbotError =>
    new MoltbotError("invalid", `${file} cannot be written: ${messageOf(error)}`, { hint: "Choose another --output." });
  const exists = await open(file).then(
    async (found) => found.close().then(() => true),
    () => false,
  );
  if (exists && !force) {
    throw new MoltbotError("conflict", `${file} exists`, {
      hint: "Choose another --output, or replace it with --force.",
    });
  }
  const part = join(dirname(file), `.${randomBytes(6).toString("hex")}.part`);
  const handle = await open(part, "wx", 0o600).catch((error: unknown) => {
    throw unusable(error);
  });
  try {
    let bytes = 0;
    for await (const piece of pieces) {
      await handle.appendFile(piece);
      bytes += piece.byteLength;
    }
    await handle.sync();
    await handle.close();
    await rename(part, file);
    return bytes;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}
