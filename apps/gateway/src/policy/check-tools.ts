import { agentIds, type Config, suggest } from "@moltbot/config";
import {
  type CompiledToolPolicy,
  compileToolPolicy,
  defaultProfiles,
  type Layer,
  type ToolPolicy,
  type ToolPolicyOptions,
  type ToolPolicyProblem,
  toolPolicyFor,
  toolPolicyOptions,
} from "@moltbot/tool-policy";
import type { Findings } from "./findings.ts";
import { knownTools } from "./known-tools.ts";
import { refusalOf } from "./refusal.ts";
import { settingOf } from "./rule-place.ts";
import { toolLayersConfig } from "./tool-policies.ts";
import { layersOf, writtenForAgent, writtenForAll } from "./written-layers.ts";

/** Compiles every tool policy that is written down: what cannot be read is a problem, what names nothing a warning. */
export function checkTools(config: Config, findings: Findings): void {
  const cfg = toolLayersConfig(config);
  const everywhere = writtenForAll(config);
  const optionsSeen = new Set<string>();
  const checked = new Set<string>();
  for (const id of agentIds(config)) {
    const options = toolPolicyOptions(cfg, id);
    const optionsKey = JSON.stringify(options);
    const refused = (error: unknown): void => findings.problem(refusalOf(config, id, error));
    // Groups and aliases of its own: with those broken nothing else compiles.
    if (!works(() => compileToolPolicy([], options), refused)) continue;
    const shared = optionsSeen.has(optionsKey) ? [] : layersOf(everywhere, refused);
    optionsSeen.add(optionsKey);
    for (const layer of [...shared, ...layersOf(writtenForAgent(config, id), refused)]) {
      const key = `${optionsKey} ${JSON.stringify(layer)}`;
      if (checked.has(key)) continue;
      checked.add(key);
      checkLayer(config, layer, options, { findings, refused });
    }
    // Each may be fine, and all together too large.
    works(() => toolPolicyFor(cfg, { agentId: id, sandboxed: true, subagent: true, owner: false }), refused);
  }
}

function works(task: () => unknown, refused: (error: unknown) => void): boolean {
  try {
    task();
    return true;
  } catch (error) {
    refused(error);
    return false;
  }
}

interface Ears {
  readonly findings: Findings;
  refused(error: unknown): void;
}

function checkLayer(config: Config, layer: Layer, options: ToolPolicyOptions, { findings, refused }: Ears): void {
  let policy: CompiledToolPolicy;
  try {
    policy = compileToolPolicy([layer], options);
  } catch (error) {
    // Only the first mistake is thrown: asked one by one, every entry tells its own.
    const fine = entriesOf(layer).map((one) => works(() => compileToolPolicy([one], options), refused));
    if (!fine.includes(false)) refused(error);
    return;
  }
  for (const problem of policy.problems) {
    const finding = findingOf(config, problem);
    // The layer answers to this mistake by allowing nothing at all.
    if (layer.because === undefined) findings.warning("tool-policy", finding);
    else findings.problem(finding);
  }
  for (const problem of policy.deadRules(knownTools)) findings.warning("unknown-tool", findingOf(config, problem));
}

function entriesOf(layer: Layer): readonly Layer[] {
  const { allow = [], deny = [] } = layer.policy ?? {};
  const alone = (policy: ToolPolicy): Layer => ({ ...layer, policy, problems: [] });
  return [...allow.map((entry) => alone({ allow: [entry] })), ...deny.map((entry) => alone({ deny: [entry] }))];
}

function findingOf(config: Config, { source, layer, entry, because, instead }: ToolPolicyProblem) {
  const names = layer.endsWith("profile") ? profileNames(config) : knownTools;
  const near = suggest(entry, names);
  const said = because.charAt(0).toLowerCase() + because.slice(1).replace(/\.$/, "");
  return {
    path: settingOf(config, source, entry) ?? "agents.defaults.tools",
    message: because.includes(JSON.stringify(entry)) ? said : `"${entry}": ${said}`,
    ...(near === undefined ? {} : { suggestion: near }),
    ...(instead === undefined ? {} : { hint: instead }),
  };
}

function profileNames(config: Config): readonly string[] {
  const blocks = [
    config.agents?.defaults?.tools,
    ...Object.values(config.agents?.list ?? {}).map(({ tools }) => tools),
  ];
  return [...Object.keys(defaultProfiles), ...blocks.flatMap((tools) => Object.keys(tools?.profiles ?? {}))];
}
