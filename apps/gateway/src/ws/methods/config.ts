import { getPath, policyVersion, redactConfig } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import { type Methods, optionalText } from "./method.ts";

/** `config.*`: what is in force, never a secret. */
export const configMethods: Methods = {
  "config.get": {
    scope: "operator.read",
    params: ["path"],
    async run({ app }, params) {
      const path = optionalText(params, "path");
      const config = app.config();
      if (path === undefined) return { version: policyVersion(config), config: redactConfig(config) };
      const answer = getPath(config, path);
      if (answer.status === "found") {
        const { status: _, ...found } = answer;
        return { version: policyVersion(config), path, ...found };
      }
      const meant = answer.suggestion === undefined ? {} : { hint: `Did you mean ${answer.suggestion}?` };
      throw new MoltbotError("invalid", answer.message, meant);
    },
  },
};
