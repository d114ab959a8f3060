import { type Config, formatPath, getPath, isSecret, type Secret, secretDigest } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";

interface Found {
  readonly keys: readonly string[];
  readonly secret: Secret;
}

/** Where secrets are kept. */
export const secrets: Check = {
  area: "secrets",
  fine: "Secrets come from the environment, and each serves one purpose",
  run({ config }, report) {
    const found = secretsIn(config, []);
    for (const one of found) tellWritten(config, one, report);
    tellShared(found, report);
  },
};

function tellWritten(config: Config, { keys }: Found, report: Report): void {
  const parent = keys.at(-2);
  const last = keys.at(-1) ?? "";
  // Of the environment of a program not everything is secret.
  if ((parent === "env" || parent === "headers") && !/token|secret|passw|credential|key|auth/i.test(last)) return;
  const path = formatPath(keys);
  const answer = getPath(config, path);
  if (answer.status !== "found" || answer.origin === "env") return;
  const variable = `MOLTBOT_${last
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toUpperCase()}`;
  report("secret-in-file", {
    detail: `whoever can read the file has ${path}`,
    fix: `Put it into an environment variable and write "\${${variable}}" there.`,
    path,
  });
}

/** Provider keys and databases may well be the same in several places. */
function tellShared(found: readonly Found[], report: Report): void {
  const seen = new Map<string, string>();
  for (const { keys, secret } of found) {
    const last = keys.at(-1) ?? "";
    if (keys[0] !== "channels" || !["botToken", "token", "secret"].includes(last)) continue;
    const path = formatPath(keys);
    const other = seen.get(secretDigest(secret));
    if (other === undefined) {
      seen.set(secretDigest(secret), path);
      continue;
    }
    report("shared-secret", {
      detail: `it is the same as ${other}: who learns one has both`,
      fix: "Make one of its own: openssl rand -hex 32",
      path,
    });
  }
}

function secretsIn(value: unknown, keys: readonly string[]): readonly Found[] {
  if (isSecret(value)) return [{ keys, secret: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, [...keys, key]));
}
