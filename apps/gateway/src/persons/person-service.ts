import type { Principal } from "@moltbot/core";
import type { ChoiceChange, Decider, PersonOutcome } from "@moltbot/pairing";
import type { PersonReport } from "./report.ts";

/** What operators ask and lay down about single people; the same for a running gateway and a stopped one's store. */
export interface PersonService {
  /** Everything that holds for them, with the reason for each. */
  describe(who: Principal): Promise<PersonReport>;
  /**
   * Chooses the agent or permissions of their session; counts from their next message on, on every replica.
   * @throws MoltbotError `invalid` for an unknown agent or permission, `conflict` when the config lays it down
   */
  choose(who: Principal, by: Decider, change: ChoiceChange): Promise<PersonOutcome>;
}
