import { join } from "node:path";
import { getuid } from "node:process";

/**
 * Where sandboxes keep their files. Inside, nobody is root. Where the gateway is, the user inside could not pass through
 * the state directory, which is closed to all others; so the files lie beside it.
 */
export function sandboxesRoot(stateDir: string): string {
  return getuid?.() === 0 ? `${stateDir}.sandboxes` : join(stateDir, "sandboxes");
}
