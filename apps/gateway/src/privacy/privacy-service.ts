import type { Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import type { PairingRules } from "@moltbot/pairing";
import type { PersonalPlace } from "@moltbot/pairing/privacy";
import type { Stores } from "../stores/stores.ts";
import { createWorkspaceNames } from "../workspaces/names.ts";
import { directoriesOf } from "../workspaces/places.ts";
import { filesPlace } from "./files-place.ts";
import { createPeoplePrivacy, type PeoplePrivacy } from "./people-privacy.ts";

/**
 * The privacy verbs over the opened stores and the files of this machine. The gateway and a CLI that found no gateway
 * running both use it. `work`: what runs for people in this process, where anything does.
 */
export function createPrivacyService(o: {
  config: () => Config;
  persons: () => Pick<PairingRules, "personOf" | "linkedTo">;
  stores: Pick<Stores, "privacy" | "audit" | "secrets" | "wakeups" | "said">;
  stateDir: string;
  clock: Clock;
  random: Random;
  log: Logger;
  work?: PersonalPlace;
}): PeoplePrivacy {
  const { stores, stateDir, work } = o;
  const names = createWorkspaceNames(stores.secrets, o.random);
  return createPeoplePrivacy({
    ...o,
    look: () => stores.said.refresh(),
    journal: stores.privacy.journal,
    places: stores.privacy.places,
    audit: stores.audit,
    before: work === undefined ? [] : [work],
    after: [filesPlace((who) => directoriesOf({ names, config: o.config(), stateDir }, who))],
  });
}
