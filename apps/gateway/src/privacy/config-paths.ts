import type { Config } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import { webOwner } from "../policy/people.ts";

/** Every place of the config that names this identity: `owners[0]`, `channels.telegram.allowFrom[2]`. */
export function pathsNaming(config: Config, who: Principal): readonly string[] {
  const full = `${who.channel}:${who.id}`;
  const found: string[] = [];
  const fits = (text: string, path: string): boolean => {
    const written = text.trim();
    if (written.toLowerCase() === full.toLowerCase()) return true;
    return written === who.id && path.startsWith(`channels.${who.channel}.`);
  };
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      if (fits(value, path)) found.push(path);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      const next = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      if (!Array.isArray(value) && fits(key, next)) found.push(next);
      walk(item, next);
    }
  };
  walk(config, "");
  return found;
}

/** The places that make this identity an owner; also the dashboard's own chat is one. */
export function ownerPaths(config: Config, who: Principal): readonly string[] {
  if (who.channel === webOwner.channel && who.id === webOwner.id) return ["the dashboard's own chat"];
  return pathsNaming(config, who).filter((path) => path.startsWith("owners["));
}
