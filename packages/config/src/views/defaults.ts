const minute = 60_000;
const hour = 60 * minute;

/** What holds where neither the file nor the environment says anything. Durations in milliseconds. */
export const defaults = {
  pairing: {
    requestTtlMs: hour,
    requiredApprovals: 1,
    maxPending: 100,
    maxRequestsPerHour: 3,
    denialCooldownMs: 24 * hour,
    promptWindowMs: hour,
    mostRemindBeforeMs: 72 * hour,
    autoApprovePerHour: 20,
  },
  devices: { requestTtlMs: 5 * minute, maxPending: 20 },
  gateway: { host: "127.0.0.1", port: 18_789 },
  database: { poolSize: 10 },
  redis: { keyPrefix: "moltbot:" },
  messages: { maxPerMinute: 60 },
  exec: { timeoutMs: 5 * minute, requiredApprovals: 1 },
  sandbox: {
    pruneMinutes: 60,
    limits: { memoryMb: 1024, cpus: 1, pids: 256, outputKb: 1024, timeoutMs: 10 * minute, diskMb: 2048, tmpMb: 64 },
  },
} as const;
