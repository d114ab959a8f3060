import type { AuditLog, AuditVerdict } from "@moltbot/audit";
import { type Config, configFile, loadConfigFile } from "@moltbot/config";
import { type Clock, messageOf } from "@moltbot/core";
import { diagnose, type Facts, type Finding } from "@moltbot/doctor";
import type { ChannelStatus } from "../app.ts";
import { checkPolicies } from "../policy/check.ts";
import type { AuditWalk, Examination } from "./examination.ts";
import { fileFacts } from "./file-facts.ts";
import { sandboxFacts } from "./sandbox-facts.ts";

/** What the doctor looks at. */
export interface ExamineParts {
  readonly config: () => Config;
  readonly stateDir: string;
  /** Variables that the config file may name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stores: { readonly kind: string; readonly audit: Pick<AuditLog, "verify" | "query"> };
  readonly channels: () => Promise<readonly ChannelStatus[]>;
  readonly trouble: () => Promise<readonly string[]>;
  readonly clock: Clock;
}

/**
 * Looks at everything that `moltbot doctor` looks at, from inside the gateway: the file as it is now, and the running system.
 * Without `walk` the last walk over the audit log counts, if there was one.
 */
export async function examine(
  parts: ExamineParts,
  o: { readonly walk: boolean; readonly last?: AuditWalk },
): Promise<Examination> {
  const running = parts.config();
  const path = configFile(running);
  const [read, files, kept] = await Promise.all([
    readFile(path, parts),
    fileFacts({ stateDir: parts.stateDir, configPath: path }),
    keptFacts(parts, o),
  ]);
  const sandboxes = await sandboxFacts(read.config ?? running, {
    stateDir: parts.stateDir,
    fix: "moltbot sandbox status says what to do.",
  });
  const { audit, ...facts } = kept;
  const verdict = audit === undefined ? {} : { audit: factOf(audit.verdict) };
  const findings = diagnose(read.config, { ...facts, ...verdict, ...read.facts, files, sandboxes });
  return {
    at: parts.clock.now(),
    findings: read.found ? findings : findings.map(withoutFile),
    sandboxes,
    ...(audit === undefined ? {} : { audit }),
  };
}

async function readFile(
  path: string | undefined,
  { config, env }: ExamineParts,
): Promise<{ readonly found: boolean; readonly config?: Config; readonly facts: Facts }> {
  const running = { found: false, config: config(), facts: { warnings: checkPolicies(config()).warnings } };
  if (path === undefined) return running;
  try {
    const read = await loadConfigFile(path, { env });
    const { found } = read;
    // Without a file the defaults run, or a config whose file is gone: then what runs is what counts.
    if (!found) return running;
    if (!read.ok) return { found, facts: { problems: read.problems } };
    const { problems, warnings } = checkPolicies(read.config);
    if (problems.length > 0) return { found, facts: { problems } };
    return { found, config: read.config, facts: { warnings: [...read.warnings, ...warnings] } };
  } catch (error) {
    const place = { path: "", line: 1, column: 1, length: 1 };
    return { found: true, facts: { problems: [{ ...place, message: messageOf(error), file: path }] } };
  }
}

async function keptFacts(
  parts: ExamineParts,
  { walk, last }: { readonly walk: boolean; readonly last?: AuditWalk },
): Promise<Omit<Facts, "audit"> & { readonly audit?: AuditWalk }> {
  const gateway = { running: true };
  const trouble = await parts.trouble();
  if (trouble.length > 0) {
    return { gateway, stores: trouble.map((text) => ({ name: "gateway", trouble: text.replace(/\.$/, "") })) };
  }
  const { kind, audit } = parts.stores;
  const [channels, walked, { records }] = await Promise.all([
    parts.channels(),
    walk ? audit.verify().then((verdict) => ({ at: parts.clock.now(), verdict })) : last,
    audit.query({ limit: 1 }),
  ]);
  return {
    gateway,
    stores: [{ name: kind }],
    channels: channels.map(({ channel, account, health }) => ({ channel, account, ...health })),
    ...(walked === undefined ? {} : { audit: walked }),
    ...(records[0] === undefined ? {} : { clock: { now: parts.clock.now(), newest: records[0].at } }),
  };
}

/** What a walk over the audit log says to the doctor. */
function factOf(verdict: AuditVerdict): NonNullable<Facts["audit"]> {
  if (verdict.ok) return { ok: true, detail: "" };
  return { ok: false, detail: `at record ${verdict.brokenAt}: ${verdict.because.replace(/\.$/, "")}` };
}

/** There is no file that a line could be in. */
function withoutFile({ file: _file, line: _line, ...finding }: Finding): Finding {
  return finding;
}
