import { withBackend } from "../backend/open-backend.ts";
import type { RequestView, StatusView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { harmless } from "../output/harmless.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { relativeTime } from "../output/times.ts";
import { loadSettings } from "../settings.ts";
import { version } from "../version.ts";

/** Something that is not as it should be, and the command that helps. */
interface Problem {
  readonly text: string;
  readonly command: readonly string[];
}

/** Everything that `status` knows. */
interface Everything {
  readonly running: boolean;
  readonly version: string;
  readonly status: StatusView;
  /** How many requests of each kind wait. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Version of the policy of the config on the disk; absent: it cannot be read. */
  readonly policy?: string;
  /** Why some sandboxed sessions run nothing. */
  readonly sandbox: readonly string[];
  readonly problems: readonly Problem[];
}

/** `status`. */
export async function printStatus(context: Context): Promise<ExitCode> {
  const [where, everything] = await withBackend(context, async (backend) => {
    const status = await backend.status();
    const requests = status.pending === undefined ? [] : await backend.requests();
    return [backend.where, await look(context, { running: backend.kind === "gateway", status, requests })] as const;
  });
  const { running, status, problems } = everything;
  const code = running && status.ready ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    const { status: _, ...rest } = everything;
    printJson(context, { ...status, ...rest });
    return code;
  }
  context.io.out.write(fields(context.io.out, lines(context, where, everything)));
  for (const { text, command } of problems) {
    say(context, `${paint(context.io.err, "yellow", "!")} ${harmless(text)}`);
    sayNext(context, ...command);
  }
  if (problems.length > 0) return code;
  sayNext(context, ...(status.pending === undefined || status.pending === 0 ? ["dashboard"] : ["approvals", "list"]));
  return code;
}

async function look(
  context: Context,
  { running, status, requests }: { running: boolean; status: StatusView; requests: readonly RequestView[] },
): Promise<Everything> {
  const own = await ownFacts(context);
  const waiting: Record<string, number> = {};
  for (const { kind } of requests) waiting[kind] = (waiting[kind] ?? 0) + 1;
  const problems: Problem[] = [
    ...(running ? [] : [{ text: "No gateway runs here: nobody is answered.", command: ["gateway"] }]),
    ...status.trouble.map((text) => ({ text: `Not ready: ${text}`, command: ["logs", "--level", "warn"] })),
    ...(status.config?.refused === undefined
      ? []
      : [{ text: "The config on the disk has problems; the last good one holds.", command: ["config", "validate"] }]),
    ...(own.broken && status.config?.refused === undefined
      ? [{ text: "The config on the disk has problems.", command: ["config", "validate"] }]
      : []),
    ...status.channels.filter(({ status: health }) => health !== "ok").map(channelProblem),
    ...own.sandbox.map((text) => ({ text: `Sandboxed sessions run nothing: ${text}`, command: ["sandbox", "status"] })),
  ];
  const { policy, sandbox } = own;
  const more = policy === undefined ? {} : { policy };
  return { running, version: version(), status, waiting, ...more, sandbox, problems };
}

function channelProblem({ channel, account, status, detail }: StatusView["channels"][number]): Problem {
  const name = account === "default" ? channel : `${channel}/${account}`;
  const text = `${name} is ${status}${detail === undefined ? "." : `: ${detail}`}`;
  return {
    text,
    command: channel === "whatsapp" ? ["channels", "login", "whatsapp"] : ["logs", "--filter", "channel"],
  };
}

/** What the config on the disk says, and whether this machine can do it. */
async function ownFacts(context: Context): Promise<{ policy?: string; sandbox: readonly string[]; broken: boolean }> {
  const read = await loadSettings(context).catch(() => undefined);
  if (read === undefined) return { sandbox: [], broken: true };
  const { policyVersion } = await import("@moltbot/config");
  const { sandboxStatus } = await import("@moltbot/gateway/sandbox");
  const { agents } = await sandboxStatus(read.config, context.stateDir);
  const sandbox = [...new Set(agents.flatMap(({ trouble }) => trouble ?? []))];
  return { policy: policyVersion(read.config), sandbox, broken: false };
}

const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  pairing: ["person", "people"],
  exec: ["command", "commands"],
  device: ["device", "devices"],
};

function lines(
  context: Context,
  where: string,
  { running, status, waiting, policy, sandbox, version: own }: Everything,
): readonly (readonly [string, string | undefined])[] {
  const counts = Object.entries(waiting).map(([kind, n]) => `${n} ${(kinds[kind] ?? [kind, kind])[n === 1 ? 0 : 1]}`);
  return [
    ["moltbot", own],
    ["gateway", running ? `runs: ${where.replace(/^gateway at /, "")}` : "does not run"],
    ["ready", running ? (status.ready ? "yes" : "no") : undefined],
    ...status.trouble.map((text) => ["trouble", text] as const),
    ["storage", status.storage === "pglite" ? "embedded database" : status.storage],
    ["policy", status.config === undefined ? policy : undefined],
    ...configLines(context, status.config),
    ["sandbox", sandbox.length === 0 ? "ready" : "sandboxed sessions run nothing"],
    ["waiting", status.pending === undefined ? undefined : counts.join(", ") || "nobody"],
    ...status.channels.map(
      ({ channel, account, status: health, detail }) =>
        ["channel", `${channel}/${account}: ${health}${detail === undefined ? "" : ` (${detail})`}`] as const,
    ),
  ];
}

/** Which config holds, and what stands in the way of the one on the disk. */
function configLines(context: Context, config: StatusView["config"]): readonly (readonly [string, string])[] {
  if (config === undefined) return [];
  const { version: held, since, refused, restart = [] } = config;
  return [
    ["config", `version ${held}, taken over ${relativeTime(since, context.io.now())}`],
    ...(refused === undefined
      ? []
      : ([["refused", `the changed file is not taken over: ${refused.because}`]] as const)),
    ...(restart.length === 0 ? [] : ([["restart", `needed for ${restart.join(", ")}`]] as const)),
  ];
}
