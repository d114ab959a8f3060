import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditLog, ChainHead } from "@moltbot/audit";
import { type Logger, messageOf } from "@moltbot/core";

const fileIn = (stateDir: string): string => join(stateDir, "audit-head.json");

/**
 * The log, with its newest head kept in `audit-head.json` of the state directory (mode 0600) whenever it was sealed: out of
 * reach of who can only write the database. `verify` compares with it unless it is told another head. A chain that does not
 * hold the kept head any more never replaces it.
 */
export function anchoredAudit(log: AuditLog, o: { stateDir: string; log: Logger }): AuditLog {
  let kept: ChainHead | undefined;
  let told = false;
  async function keep(): Promise<void> {
    kept ??= await readHead(o.stateDir);
    const head = await log.head();
    if (kept !== undefined && !(await log.includes(kept))) {
      if (!told) o.log.error("the audit log lost rows that it had: run `moltbot audit verify`", { seq: kept.seq });
      told = true;
      return;
    }
    if (head.seq === 0 || head.seq === kept?.seq) return;
    await writeHead(o.stateDir, head);
    kept = head;
  }
  return {
    ...log,
    async seal() {
      const sealed = await log.seal();
      await keep().catch((error: unknown) =>
        o.log.warn("the head of the audit log is not kept in the state directory", { error: messageOf(error) }),
      );
      return sealed;
    },
    async verify({ remembered } = {}) {
      const anchor = remembered ?? (await readHead(o.stateDir));
      return log.verify(anchor === undefined ? {} : { remembered: anchor });
    },
  };
}

async function readHead(stateDir: string): Promise<ChainHead | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(fileIn(stateDir), "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    const { seq, hash } = value as Partial<ChainHead>;
    return Number.isSafeInteger(seq) && typeof hash === "string" ? { seq: Number(seq), hash } : undefined;
  } catch (error) {
    // A file that was cut by a power failure tells nothing; one that is not there was never written.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeHead(stateDir: string, head: ChainHead): Promise<void> {
  const part = `${fileIn(stateDir)}.${process.pid}`;
  await writeFile(part, JSON.stringify(head), { mode: 0o600 });
  await rename(part, fileIn(stateDir));
}
