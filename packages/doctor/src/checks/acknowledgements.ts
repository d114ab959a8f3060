import { suggest } from "@moltbot/config";
import { findingIds } from "../catalog.ts";
import type { Check } from "../check.ts";

/** Whether `acknowledge` names findings. */
export const acknowledgements: Check = {
  area: "acknowledgements",
  fine: "Every acknowledgement names a finding",
  asks: ({ config }) => (config.acknowledge ?? []).length > 0,
  run({ config }, report) {
    config.acknowledge?.forEach((id, index) => {
      if ((findingIds as readonly string[]).includes(id)) return;
      const near = suggest(id, findingIds);
      report("unknown-acknowledgement", {
        detail: `"${id}" is the id of no finding`,
        fix: near === undefined ? "Take it out." : `Write "${near}".`,
        path: `acknowledge[${index}]`,
        ...(near === undefined ? { edit: "unset" as const } : {}),
      });
    });
  },
};
