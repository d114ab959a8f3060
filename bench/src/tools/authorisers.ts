import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import type { Engine } from "./peers.ts";
import { normalise, type WorkloadLayer, type WorkloadStack, withAliases } from "./workload.ts";

const model = `
[request_definition]
r = tool
[policy_definition]
p = tool, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = globMatch(r.tool, p.tool)
`;

/** One enforcer for each layer, which is many times faster than one for all. */
export async function casbinEngine(stacks: readonly WorkloadStack[]): Promise<Engine> {
  const enforcer = ({ allow = ["*"], deny }: WorkloadLayer) => {
    const lines = (list: readonly string[], effect: string) =>
      withBraces(withAliases(list)).map((glob) => `p, ${glob}, ${effect}`);
    const policy = [...lines(allow, "allow"), ...lines(deny, "deny")].join("\n");
    return newEnforcer(newModelFromString(model), new StringAdapter(policy));
  };
  const enforcers = await Promise.all(stacks.map((stack) => Promise.all(stack.map(enforcer))));
  return {
    name: "casbin",
    slow: true,
    allowed(stack, called) {
      const tool = normalise(called);
      return (enforcers[stack] ?? []).every((one) => one.enforceSync(tool));
    },
  };
}

/** Neither casbin's policy lines nor Cedar's `like` know braces. */
function withBraces(list: readonly string[]): readonly string[] {
  return list.flatMap((glob) => {
    const [, head = "", inner, tail = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(glob) ?? [];
    return inner === undefined ? [glob] : withBraces(inner.split(",").map((one) => `${head}${one}${tail}`));
  });
}

/** One policy set for each stack, parsed once: everything is permitted but what a layer forbids. */
export async function cedarEngine(stacks: readonly WorkloadStack[]): Promise<Engine> {
  // Without it V8 can abort when Cedar's calls are inlined.
  setFlagsFromString("--no-turbo-inline-js-wasm-calls");
  const load = createRequire(import.meta.url);
  const cedar = load("@cedar-policy/cedar-wasm/nodejs") as typeof import("@cedar-policy/cedar-wasm/nodejs");
  stacks.forEach((stack, at) => {
    const any = (list: readonly string[]) =>
      withBraces(withAliases(list))
        .map((glob) => `context.tool like "${glob}"`)
        .join(" || ") || "false";
    const forbid = stack.flatMap(({ allow, deny }) => [
      `forbid(principal, action, resource) when { ${any(deny)} };`,
      ...(allow ? [`forbid(principal, action, resource) unless { ${any(allow)} };`] : []),
    ]);
    const staticPolicies = ["permit(principal, action, resource);", ...forbid].join("\n");
    const parsed = cedar.preparsePolicySet(`stack ${at}`, { staticPolicies });
    if (parsed.type !== "success") throw new Error(`Cedar: ${JSON.stringify(parsed.errors)}`);
  });
  const call = {
    principal: { type: "Agent", id: "a" },
    action: { type: "Action", id: "call" },
    resource: { type: "Tool", id: "t" },
    entities: [],
  };
  return {
    name: "@cedar-policy/cedar-wasm",
    slow: true,
    allowed(stack, called) {
      const context = { tool: normalise(called) };
      const answer = cedar.statefulIsAuthorized({ ...call, context, preparsedPolicySetId: `stack ${stack}` });
      if (answer.type !== "success") throw new Error(`Cedar: ${JSON.stringify(answer.errors)}`);
      return answer.response.decision === "allow";
    },
  };
}
