import { entryText } from "../entries.ts";
import { invalid, type Place, quote } from "../errors.ts";
import { own, readPolicy } from "../read-policy.ts";
import type { Layer, ToolPolicy, ToolPolicyProblem } from "../types.ts";
import { listsOf, texts } from "./make.ts";
import { child, member, type Scope, type Scopes } from "./scope.ts";

/** Named policies to start from (SPEC R6.3). `full` restricts nothing. */
export const defaultProfiles: Readonly<Record<string, ToolPolicy>> = Object.freeze({
  minimal: { allow: ["session_status"] },
  coding: { allow: ["group:fs", "group:runtime", "group:sessions", "group:memory", "image"] },
  messaging: {
    allow: ["group:messaging", "sessions_list", "sessions_history", "sessions_send", "session_status"],
  },
  full: {},
});

/** The profile of the agent's block, else of the global one, with that block's `alsoAllow`. */
export function profileLayer(name: string, scopes: Scopes, agent: Scope, global: Scope): Layer {
  const scope = own(agent.block, "profile") === undefined ? global : agent;
  const unused = [agent, global].filter((one) => own(one.block, "profile") === undefined);
  const problems = unused.flatMap((one) => idleProblem(name, one));
  const layer =
    own(scope.block, "profile") === undefined ? { name, policy: undefined } : readProfile(name, scopes, scope);
  return { ...layer, problems: [...(layer.problems ?? []), ...problems] };
}

function idleProblem(layer: string, scope: Scope): ToolPolicyProblem[] {
  if (own(scope.block, "alsoAllow") === undefined) return [];
  const because = "It adds to the profile beside it, and there is none.";
  return [{ layer, source: scope.path, entry: "alsoAllow", because, instead: "Set profile in the same block." }];
}

function readProfile(name: string, scopes: Scopes, scope: Scope): Layer {
  const source = member(scope.path, "profile");
  const profile = own(scope.block, "profile");
  const { alsoAllow = [] } = readPolicy(scope.block, { layer: name, source: scope.path });
  refuseExceptions(alsoAllow, { layer: name, source: member(scope.path, "alsoAllow") });
  if (typeof profile !== "string") {
    return { name, source, policy: widen(listsOf(child(scope, "profile"), name) ?? {}, alsoAllow) };
  }
  const found = findProfile(name, scopes, profile.trim().toLowerCase());
  if (found === undefined) return unknownProfile(name, source, profile);
  const sources = { allow: `${source}: ${found.shown}`, deny: `${source}: ${found.shown}` };
  const { policy } = found;
  const builtIn = found.isBuiltIn ? [...(policy.allow ?? []), ...(policy.deny ?? [])] : [];
  return { name, source, sources, builtIn, policy: widen(policy, alsoAllow) };
}

interface Found {
  readonly policy: ToolPolicy;
  readonly shown: string;
  readonly isBuiltIn: boolean;
}

function findProfile(layer: string, scopes: Scopes, wanted: string): Found | undefined {
  for (const scope of [scopes.agent, scopes.global]) {
    const profiles = child(scope, "profiles");
    const key = Object.keys(Object(profiles.block)).find((one) => one.trim().toLowerCase() === wanted);
    if (key === undefined) continue;
    return { policy: listsOf(child(profiles, key), layer) ?? {}, shown: wanted, isBuiltIn: false };
  }
  const policy = Object.hasOwn(defaultProfiles, wanted) ? defaultProfiles[wanted] : undefined;
  return policy && { policy, shown: wanted, isBuiltIn: true };
}

function unknownProfile(layer: string, source: string, profile: string): Layer {
  const entry = entryText(profile);
  const because = `There is no profile ${quote(entry)}, so this layer allows nothing.`;
  const instead = `Write ${Object.keys(defaultProfiles).join(", ")} or one of tools.profiles.`;
  return {
    name: layer,
    source,
    policy: { allow: [] },
    because,
    problems: [{ layer, source, entry, because, instead }],
  };
}

/** A list without `allow`, or with exceptions only, has everything already. */
function widen(policy: ToolPolicy, extra: readonly unknown[]): ToolPolicy {
  const { allow } = policy;
  const isOpen = allow === undefined || (allow.length > 0 && allow.every((one) => String(one).trim().startsWith("!")));
  return isOpen ? policy : { ...policy, allow: [...allow, ...texts(extra)] };
}

function refuseExceptions(list: readonly unknown[], place: Place): void {
  const exception = list.find((one) => typeof one === "string" && one.trim().startsWith("!"));
  if (exception === undefined) return;
  throw invalid(place, String(exception), "takes away from a list that adds", "Write it into deny, without the !.");
}
