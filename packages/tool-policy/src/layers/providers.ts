import type { ToolContext } from "./config.ts";
import { keyInAnyCase } from "./make.ts";
import { child, type Scope } from "./scope.ts";

/** Keys of `byProvider` that fit a model, the best first: `provider/model`, `provider`. */
export function providerKeys(c: Pick<ToolContext, "provider" | "model">): readonly string[] {
  const model = c.model?.trim() ?? "";
  const slash = model.indexOf("/");
  const provider = c.provider?.trim() || (slash > 0 ? model.slice(0, slash) : "");
  if (provider === "") return [];
  const isFull = model.toLowerCase().startsWith(`${provider.toLowerCase()}/`);
  const full = isFull ? [model, `${provider}/${model}`] : [`${provider}/${model}`];
  return [...(model === "" ? [] : full), provider];
}

/** The block of `byProvider` that fits best; one that is not there when none does. */
export function providerScope(tools: Scope, keys: readonly string[], layer: string): Scope {
  const map = child(tools, "byProvider");
  for (const wanted of keys) {
    const key = keyInAnyCase(map, wanted, layer);
    if (key !== undefined) return child(map, key);
  }
  return { block: undefined, path: map.path };
}
