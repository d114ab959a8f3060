import type { Config } from "@moltbot/config";
import { MoltbotError, plainText } from "@moltbot/core";
import { type Finding, unacknowledged } from "@moltbot/doctor";

/**
 * Throws for a config with a critical finding that its `acknowledge` does not name (SPEC R1.3).
 * @throws MoltbotError `invalid`, with every such finding in `data.findings`
 */
export function refuseDangerous(config: Config): void {
  const findings = unacknowledged(config);
  const [first] = findings;
  if (first === undefined) return;
  const ids = [...new Set(findings.map(({ id }) => id))];
  const said = findings.map((one) => `\n  ${one.id}: ${placeOf(one)}${plainText(one.detail, 400)}`);
  throw new MoltbotError("invalid", `the config is dangerous, so the gateway does not start:${said.join("")}`, {
    hint: `${first.fix ?? "See moltbot doctor."} Or accept the risk in the config: acknowledge: ${JSON.stringify(ids)}`,
    data: { findings },
  });
}

function placeOf({ file, line, path }: Finding): string {
  const at = file === undefined ? "" : `${file}:${line ?? 1} `;
  return path === undefined ? at : `${at}${path}: `;
}
