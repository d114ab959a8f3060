/** What one package may lean on. */
export interface Room {
  /** Packages of this workspace, by folder name. */
  readonly workspace: readonly string[];
  /** Packages of the registry. */
  readonly registry: readonly string[];
  /** Pure rooms neither read nor write: from Node they import no more than `arithmetic`. */
  readonly pure?: true;
  /** Modules of Node that only compute. */
  readonly arithmetic?: readonly string[];
  /** A folder of a pure room, with an entry of its own, that does read and write; nothing else there imports it. */
  readonly edge?: string;
}

const domain = ["approvals", "audit", "pairing", "device-pairing", "sandbox", "sessions"];

/** Who may import whom: downward only. A folder under packages/ that is not listed here has no place in the house. */
export const rooms: Readonly<Record<string, Room>> = {
  core: { workspace: [], registry: [], pure: true },
  "allowlist-match": { workspace: [], registry: [], pure: true },
  "tool-policy": { workspace: [], registry: ["picomatch"], pure: true },
  "command-policy": { workspace: [], registry: ["unbash"], pure: true, arithmetic: ["node:crypto"], edge: "run" },
  access: { workspace: ["core", "allowlist-match"], registry: ["re2js"], pure: true },
  approvals: { workspace: ["core"], registry: [] },
  audit: { workspace: ["core"], registry: [] },
  pairing: { workspace: ["core", "approvals"], registry: [] },
  "device-pairing": { workspace: ["core", "approvals"], registry: [] },
  sessions: { workspace: ["core", "channel"], registry: [] },
  sandbox: { workspace: ["core"], registry: ["dockerode", "@types/dockerode"] },
  config: { workspace: ["core"], registry: ["zod", "json5", "jju"] },
  doctor: {
    workspace: ["core", "config", "allowlist-match", "tool-policy", "command-policy", "access"],
    registry: [],
    pure: true,
  },
  channel: { workspace: ["core"], registry: [] },
  "channel-telegram": { workspace: ["core", "channel"], registry: ["grammy"] },
  "channel-discord": { workspace: ["core", "channel"], registry: ["discord.js", "ws"] },
  "channel-whatsapp": { workspace: ["core", "channel"], registry: ["@whiskeysockets/baileys", "ws"] },
  "storage-postgres": {
    workspace: ["core", "channel", ...domain],
    registry: ["postgres", "@electric-sql/pglite"],
  },
  "storage-redis": { workspace: ["core", "approvals"], registry: ["ioredis"] },
};

/** Contract suites are written for it; it is an optional peer of the packages that publish one. */
export const testRunner = "vitest";
