import { type Logger, MoltbotError, messageOf } from "@moltbot/core";
import { makeSandbox, type Place } from "./make-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { slugOf } from "./scope.ts";
import { createScope, type Scope, type ScopeParts } from "./scope-state.ts";
import { checkSpec } from "./spec/check-spec.ts";
import { narrowings } from "./spec/narrowings.ts";
import type { SandboxSpec } from "./spec/spec.ts";
import type { Uses } from "./uses.ts";
import { makeWorkspace } from "./workspace.ts";

/** What a sandbox is opened with, as an operator's configuration says at one moment. */
export interface SandboxSettings {
  readonly scopeKey: string;
  readonly spec: SandboxSpec;
}

/** What opening works with. */
export interface OpeningParts {
  readonly parts: ScopeParts;
  readonly uses: Uses;
  readonly scopes: Map<string, Scope>;
  readonly log: Logger;
  readonly bindRoots?: readonly string[];
  readonly guarded: () => readonly string[];
}

/** Settings as they were at one moment. */
interface Read extends Omit<Place, "scope"> {
  scope(): Scope;
}

/** Opens sandboxes whose settings may change while they are used. */
export function createOpening(d: OpeningParts) {
  return async (scopeKey: string, spec: SandboxSpec, now?: () => Promise<SandboxSettings>): Promise<Sandbox> => {
    const { clock, random, killAfterMs } = d.parts;
    let state = await read(d, { scopeKey, spec }, d.uses.generation());
    await state.scope().use(state.spec);
    const again = async (): Promise<Read> => {
      // Taken first: settings that change meanwhile are read once more.
      const generation = d.uses.generation();
      return now === undefined ? { ...state, generation } : read(d, await now(), generation);
    };
    return makeSandbox({
      ...{ key: scopeKey, spec: state.spec, clock, random, killAfterMs, uses: d.uses, scope: state.scope },
      async place() {
        if (state.generation !== d.uses.generation()) state = await again();
        return { ...state, scope: state.scope() };
      },
      narrowed: (place) => narrowedSince(d, place, again),
    });
  };
}

async function read(d: OpeningParts, { scopeKey: key, spec }: SandboxSettings, generation: number): Promise<Read> {
  const { parts, scopes, bindRoots } = d;
  const { root, user } = parts;
  if (parts.isClosed()) throw new MoltbotError("unavailable", "the sandboxes are closed");
  const slug = slugOf(key);
  const workspace = await makeWorkspace(root, slug, user);
  const rules = { workspace, user, guarded: [root, ...d.guarded()], ...(bindRoots && { bindRoots }) };
  const checked = await checkSpec(spec, rules);
  const scope = (): Scope => {
    const known = scopes.get(slug) ?? createScope(slug, checked, parts);
    scopes.set(slug, known);
    return known;
  };
  return { key, spec: checked, generation, scope };
}

async function narrowedSince(d: OpeningParts, place: Place, again: () => Promise<Read>): Promise<readonly string[]> {
  try {
    const { key, spec } = await again();
    return key === place.key ? narrowings(place.spec, spec) : ["scope"];
  } catch (error) {
    d.log.warn("a sandbox cannot be opened any more, and what ran in it is ended", { because: messageOf(error) });
    return ["sandbox"];
  }
}
