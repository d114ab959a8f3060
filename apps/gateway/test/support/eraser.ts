// Purges one person as a CLI without a gateway does, and kills itself where the erasure would write down that the step
// with this number is done. Arguments: config file, state directory, id on Telegram, step.
import { readFile } from "node:fs/promises";
import { parseConfig } from "@moltbot/config";
import { formatPrincipal, silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { ErasureJournal } from "@moltbot/pairing/privacy";
import { createPrivacyService, openStores } from "../../src/index.ts";

const [configFile = "", stateDir = "", id = "", last = ""] = process.argv.slice(2);
const parsed = parseConfig(await readFile(configFile, "utf8"), { file: configFile });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { config } = parsed;
const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
const stores = await openStores({ config, stateDir, ...shared });
const { journal, places } = stores.privacy;
let steps = 0;
const die = (): Promise<never> => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
};
const deadly: ErasureJournal = {
  ...journal,
  mark: (...about) => (steps++ === Number(last) ? die() : journal.mark(...about)),
  // The step after the last place.
  finish: die,
};
const privacy = createPrivacyService({
  ...shared,
  config: () => config,
  persons: () => ({ personOf: formatPrincipal }),
  stores: { ...stores, privacy: { journal: deadly, places } },
  stateDir,
});
// Its places, and the files.
process.stdout.write(`${places.length + 1}\n`);
await privacy.erase({ channel: "telegram", account: "default", id }, { mode: "purge", by: "cli" });
