import type { Clock, Random } from "@moltbot/core";
import {
  createBubblewrapEngine,
  createDockerEngine,
  type EngineHealth,
  type EngineName,
  type SandboxEngine,
} from "@moltbot/sandbox";

/** The engines of a gateway, in the order in which `auto` tries them. */
export function gatewayEngines(o: { clock: Clock; random: Random; answerMs?: number }): readonly SandboxEngine[] {
  return [createDockerEngine(o), createBubblewrapEngine({ clock: o.clock })];
}

/** An engine and whether it can be used. */
export type EngineReport = EngineHealth & { readonly name: EngineName };

/** Asks each engine how it is. */
export function probeEngines(engines: readonly SandboxEngine[]): Promise<readonly EngineReport[]> {
  return Promise.all(engines.map(async (engine) => ({ name: engine.name, ...(await engine.probe()) })));
}

/** The engine that sandboxes get where the config says `wanted`; a text says why there is none. */
export function engineFor(wanted: EngineName | "auto", reports: readonly EngineReport[]): EngineReport | string {
  const able = reports.filter(({ name }) => wanted === "auto" || name === wanted);
  const reasons = able.map((one) => (one.ok ? "" : `${one.name}: ${one.because}`));
  return able.find(({ ok }) => ok) ?? (reasons.join("; ") || `${wanted} is not set up`);
}
