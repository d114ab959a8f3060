import { worstOf } from "@moltbot/doctor";
import { configShape } from "../../http/api/config-shape.ts";
import { auditShape } from "../../http/api/shapes.ts";
import { limitOf, type Methods, optionalText, timeOf } from "./method.ts";

/** `audit.*`, `doctor.run`, `status`. */
export const systemMethods: Methods = {
  status: {
    scope: "operator.read",
    params: [],
    async run({ app }) {
      const trouble = await app.trouble();
      const channels = (await app.channels()).map(({ channel, account, health }) => ({ channel, account, ...health }));
      return {
        ready: trouble.length === 0,
        trouble,
        storage: app.stores.kind,
        channels,
        config: configShape(app.configState()),
      };
    },
  },
  "audit.query": {
    scope: "operator.read",
    params: ["user", "event", "since", "until", "limit", "cursor"],
    async run({ app }, params) {
      const [user, event, cursor] = ["user", "event", "cursor"].map((name) => optionalText(params, name));
      const [since, until] = [timeOf(params, "since"), timeOf(params, "until")];
      const page = await app.stores.audit.query({
        limit: limitOf(params, 100),
        ...(user && { user }),
        ...(event && { event }),
        ...(cursor && { cursor }),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      });
      return { records: page.records.map(auditShape), next: page.next };
    },
  },
  "doctor.run": {
    // Findings name files and settings of this machine.
    scope: "operator.admin",
    params: [],
    async run({ app }) {
      const { at, findings } = await app.doctor.examine();
      return { at: new Date(at).toISOString(), worst: worstOf(findings), findings };
    },
  },
  "audit.verify": {
    scope: "operator.read",
    params: [],
    run: ({ app }) => app.stores.audit.verify(),
  },
};
