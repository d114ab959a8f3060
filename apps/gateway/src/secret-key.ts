import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MoltbotError, messageOf, type Random } from "@moltbot/core";

const form = /^[0-9a-f]{64}$/i;

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

/**
 * The 32 bytes that seal what channels keep: `MOLTBOT_SECRET_KEY`, else `secret.key` in the state directory, made with
 * mode 0600 when it is not there.
 * @throws MoltbotError `invalid` for a key that is not 64 hexadecimal digits, `unavailable` when the file cannot be used
 */
export async function readSecretKey(o: {
  stateDir: string;
  fromEnv: string | undefined;
  random: Random;
}): Promise<Uint8Array> {
  if (o.fromEnv !== undefined) {
    if (form.test(o.fromEnv)) return bytesOf(o.fromEnv);
    throw new MoltbotError("invalid", "MOLTBOT_SECRET_KEY is not 64 hexadecimal digits", {
      hint: "Make one with: openssl rand -hex 32",
    });
  }
  const path = join(o.stateDir, "secret.key");
  try {
    const text = (await readIfThere(path)) ?? (await make(path, o.random));
    if (form.test(text)) return bytesOf(text);
  } catch (error) {
    throw new MoltbotError("unavailable", `${path} cannot be used: ${messageOf(error)}`, { cause: error });
  }
  throw new MoltbotError("invalid", `${path} holds no key of 64 hexadecimal digits`, {
    hint: "Bring the file back from a backup. Without it, remove it and link the accounts again.",
  });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** All of it or nothing, once for all processes. */
async function make(path: string, random: Random): Promise<string> {
  const own = `${path}.${process.pid}`;
  await writeFile(own, `${Buffer.from(random(32)).toString("hex")}\n`, { mode: 0o600 });
  try {
    await link(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(own, { force: true });
  }
  return (await readIfThere(path)) ?? "";
}
