import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createPrivacy, type PersonalPlace } from "@moltbot/pairing/privacy";
import { openPglite, openPostgres } from "../../src/index.ts";

// Purges one person and kills itself before the place with this number; the last number is the moment before the end.
const [where = "", id = "", step = ""] = process.argv.slice(2);
const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
const storage = where.startsWith("postgres")
  ? await openPostgres({ url: where, ...shared })
  : await openPglite({ dir: where, ...shared });
const { journal } = storage.privacy;
const deadly: PersonalPlace = {
  name: "deadly",
  count: async () => ({}),
  erase: () => {
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => {});
  },
};
const places = [...storage.privacy.places];
places.splice(Number(step), 0, deadly);
const privacy = createPrivacy({
  ...{ ...shared, journal, places },
  append: (events) => storage.audit.append(events),
  ownerPaths: () => [],
});
await privacy.erase({ who: { channel: "telegram", account: "default", id }, mode: "purge", by: "cli" });
