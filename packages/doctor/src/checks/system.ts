import { formatDuration } from "@moltbot/core";
import type { Check } from "../check.ts";
import type { FileFact } from "../facts.ts";

/** Who else on this machine may open what Moltbot keeps. */
export const files: Check = {
  area: "files",
  fine: "The state directory and the config are readable by their owner only",
  asks: ({ facts }) => facts.files !== undefined,
  run({ facts }, report) {
    for (const file of facts.files ?? []) {
      const extra = file.mode & ~file.wanted & 0o777;
      if (extra === 0) continue;
      const writable = (extra & 0o022) !== 0;
      report("file-mode", {
        ...(writable ? { severity: "critical" as const } : {}),
        detail: `${file.path} has mode ${octal(file.mode)}: others may ${writable ? "change" : "read"} it`,
        fix: fixOf(file),
      });
    }
  },
};

/** The command that narrows it. */
function fixOf({ path, mode, wanted }: FileFact): string {
  return `chmod ${octal(mode & wanted)} ${/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** Whether what is kept can be reached (SPEC R9.8). */
export const stores: Check = {
  area: "stores",
  fine: "Every store answers",
  asks: ({ facts }) => facts.stores !== undefined,
  run({ facts }, report) {
    for (const { name, trouble } of facts.stores ?? []) {
      if (trouble === undefined) continue;
      report("store-down", {
        detail: `${name}: ${trouble}`,
        fix: "Start it, or correct its address in the config.",
        ...(name === "redis" ? { path: "redis" } : {}),
      });
    }
  },
};

/** Whether the audit log is whole (SPEC R9.5). */
export const audit: Check = {
  area: "audit",
  fine: "The audit log is whole",
  asks: ({ facts }) => facts.audit !== undefined,
  run({ facts }, report) {
    if (facts.audit?.ok !== false) return;
    report("audit-broken", { detail: facts.audit.detail, fix: "moltbot audit verify" });
  },
};

const slack = 60_000;

/** Whether anything happened later than now. */
export const clock: Check = {
  area: "clock",
  fine: "The clock is not behind what was written down",
  asks: ({ facts }) => facts.clock !== undefined,
  run({ facts }, report) {
    const ahead = facts.clock === undefined ? 0 : facts.clock.newest - facts.clock.now;
    if (!(ahead > slack)) return;
    report("clock-behind", {
      detail: `the newest record of the audit log is ${formatDuration(ahead)} in the future: what expires would last too long`,
      fix: "Set the clock by NTP.",
    });
  },
};

/** Whether a gateway runs. */
export const running: Check = {
  area: "running",
  fine: "The gateway runs",
  asks: ({ facts }) => facts.gateway !== undefined,
  run({ facts }, report) {
    if (facts.gateway?.running !== false) return;
    report("gateway-stopped", { detail: "so nobody knows whether channels connect", fix: "moltbot gateway" });
  },
};
