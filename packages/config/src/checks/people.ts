import type { Path } from "../problem.ts";
import type { Config } from "../schema/config.ts";
import { isNamed } from "../views/pairing.ts";
import { readIdentity } from "./identity.ts";
import type { Check, Report } from "./report.ts";

/** Owners, approvers and links name people by stable ids; enough of them can answer (SPEC R1.1, R3.4, R3.5). */
export const checkPeople: Check = (config, report) => {
  stable(config.owners, ["owners"], "an owner", report);
  approvers(config, report);
  stable(config.pairing?.escalateTo, ["pairing", "escalateTo"], "who is told late", report);
  links(config, report);
  const voters = countVoters(config);
  enough(config.pairing?.requiredApprovals, voters, ["pairing", "requiredApprovals"], report);
  const agents = config.agents;
  enough(
    agents?.defaults?.tools?.exec?.requiredApprovals,
    voters,
    ["agents", "defaults", "tools", "exec", "requiredApprovals"],
    report,
  );
  stable(
    agents?.defaults?.tools?.elevated?.allowFrom,
    ["agents", "defaults", "tools", "elevated", "allowFrom"],
    "an elevated user",
    report,
  );
  for (const [id, agent] of Object.entries(agents?.list ?? {})) {
    enough(
      agent.tools?.exec?.requiredApprovals,
      voters,
      ["agents", "list", id, "tools", "exec", "requiredApprovals"],
      report,
    );
    stable(
      agent.tools?.elevated?.allowFrom,
      ["agents", "list", id, "tools", "elevated", "allowFrom"],
      "an elevated user",
      report,
    );
  }
};

function stable(list: readonly string[] | undefined, at: Path, noun: string, report: Report): void {
  list?.forEach((text, index) => {
    const path = [...at, String(index)];
    const identity = readIdentity(text);
    if (identity.kind === "bad") report.problem(path, `"${text}" ${identity.because}`, { hint: identity.hint });
    if (identity.kind === "named") {
      report.problem(path, `"${text}" is a name, and anyone can take a name; ${noun} needs the stable id`, {
        hint: `"moltbot users show ${identity.name}" prints the id once that person has written to the bot.`,
      });
    }
    if (list.indexOf(text) < index) report.warning("duplicate-entry", path, `"${text}" is in the list twice`);
  });
}

/** Seed A names an approver by `@name`: it parses, but decides nothing until the stable id stands there (DESIGN "Claims"). */
function approvers(config: Config, report: Report): void {
  const list = config.pairing?.approvers ?? [];
  const named = list.filter(isNamed);
  stable(
    list.filter((text) => !isNamed(text)).length === list.length ? list : undefined,
    ["pairing", "approvers"],
    "an approver",
    report,
  );
  if (named.length === 0) return;
  list.forEach((text, index) => {
    const path = ["pairing", "approvers", String(index)];
    const identity = readIdentity(text);
    if (identity.kind === "bad") report.problem(path, `"${text}" ${identity.because}`, { hint: identity.hint });
    if (identity.kind !== "named") return;
    report.warning(
      "approver-by-name",
      path,
      `"${text}" is a name, and anyone can take a name: it decides nothing yet`,
      {
        hint: `Put the stable id here. "moltbot users show ${identity.name}" prints it once that person has written to the bot.`,
      },
    );
  });
}

function links(config: Config, report: Report): void {
  const seen = new Map<string, string>();
  for (const [person, list] of Object.entries(config.identityLinks ?? {})) {
    stable(list, ["identityLinks", person], "a link", report);
    list.forEach((text, index) => {
      const other = seen.get(text);
      if (other !== undefined && other !== person) {
        report.problem(["identityLinks", person, String(index)], `"${text}" belongs to "${other}" already`);
      }
      seen.set(text, person);
    });
  }
}

/** How many different people may decide; linked identities are one person. */
function countVoters(config: Config): number {
  const person = new Map(
    Object.entries(config.identityLinks ?? {}).flatMap(([name, list]) =>
      list.map((one) => [one, `link ${name}`] as const),
    ),
  );
  const voters = config.pairing?.approvers ?? config.owners ?? [];
  return new Set(voters.map((voter) => person.get(voter) ?? voter)).size;
}

function enough(needed: number | undefined, voters: number, path: Path, report: Report): void {
  if (needed === undefined || needed <= Math.max(1, voters)) return;
  const have = voters === 0 ? "nobody" : voters === 1 ? "only one person" : `only ${voters} people`;
  report.problem(path, `${needed} approvals are needed, but ${have} may give one: nothing could ever be approved`, {
    hint: "Add people to pairing.approvers, or lower the number.",
  });
}
