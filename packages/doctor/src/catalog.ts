import type { Severity } from "./severity.ts";

const entry = <S extends Exclude<Severity, "ok">>(severity: S, title: string) => ({ severity, title });

/** Every finding that the doctor knows by itself: its usual severity and its title (SPEC R9.2). */
export const catalog = {
  "open-dm": entry("warning", "Everybody may write direct messages"),
  "open-dm-exec": entry("critical", "Strangers can have commands run"),
  "open-dm-write": entry("critical", "Strangers can have files written"),
  "open-dm-host": entry("critical", "Strangers are served outside a sandbox"),
  "open-dm-unlimited": entry("critical", "Nothing limits how often strangers write"),
  "open-without-wildcard": entry("info", "`open` needs no wildcard"),
  "wildcard-entry": entry("warning", "A list lets everybody in"),
  "dead-entry": entry("warning", "An entry lets nobody in"),
  "claimed-entry": entry("warning", "An entry names somebody by what anyone can call themselves"),
  "name-matching": entry("warning", "Names that anyone can take grant access"),
  "no-owners": entry("info", "The bot has no owner"),
  "no-approvers": entry("warning", "Nobody can approve from a chat"),
  "unreachable-approver": entry("warning", "An approver cannot be asked"),
  "quorum-impossible": entry("warning", "More approvals are needed than there are approvers"),
  "exec-full": entry("warning", "Commands run without being asked about"),
  "risky-command": entry("warning", "An allowlist entry allows more than it seems"),
  "dead-command": entry("warning", "An allowlist entry allows nothing"),
  "elevated-people": entry("warning", "People beside the owners work outside the sandbox"),
  "sandbox-off": entry("warning", "Tools run on the host"),
  "sandbox-network": entry("warning", "Sandboxes reach the network"),
  "sandbox-bind": entry("warning", "Directories of the host are open to sandboxes"),
  "sandbox-workspace-rw": entry("info", "Sandboxes may change the agent's files"),
  "sandbox-shared": entry("warning", "People share a sandbox"),
  "sandbox-image-tag": entry("info", "The image of sandboxes is not pinned"),
  "sandbox-unavailable": entry("critical", "Sandboxed sessions can run nothing"),
  "open-groups": entry("info", "The bot serves every group that it is added to"),
  "open-group-exec": entry("warning", "Members of a group can have commands run"),
  "group-no-mention": entry("warning", "The bot acts on every message of a group"),
  "group-no-cap": entry("info", "Nothing limits how often a group is answered"),
  "gateway-exposed": entry("warning", "The gateway listens beyond this machine without TLS"),
  "public-url-plain": entry("warning", "The public address is not encrypted"),
  "proxies-missing": entry("warning", "No reverse proxy is trusted"),
  "proxies-broad": entry("warning", "A large network counts as reverse proxies"),
  "origin-plain": entry("warning", "A browser origin is not encrypted"),
  "secret-in-file": entry("warning", "A secret stands in the config"),
  "shared-secret": entry("warning", "One secret serves two purposes"),
  "no-message-limit": entry("warning", "Nothing limits how often people write"),
  "no-channels": entry("info", "Only the built-in web chat is connected"),
  "channel-unconfigured": entry("warning", "A channel is not configured"),
  "channel-off": entry("info", "A channel is switched off"),
  "channel-down": entry("warning", "A channel does not work"),
  "unknown-acknowledgement": entry("warning", "An acknowledgement fits no finding"),
  "config-problem": entry("critical", "The config cannot be used"),
  "file-mode": entry("warning", "Others on this machine may open a file"),
  "store-down": entry("critical", "A store is out of reach"),
  "audit-broken": entry("critical", "The audit log was tampered with"),
  "clock-behind": entry("warning", "The clock went backwards"),
  "gateway-stopped": entry("info", "The gateway does not run"),
} as const satisfies Readonly<Record<string, { severity: Exclude<Severity, "ok">; title: string }>>;

/** The stable name of a finding: what `acknowledge` takes for critical ones. */
export type FindingId = keyof typeof catalog;

/** Every {@link FindingId}. */
export const findingIds = Object.freeze(Object.keys(catalog)) as readonly FindingId[];
