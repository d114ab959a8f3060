import type { IdentityView, PairingStore } from "@moltbot/pairing";

/**
 * A {@link PairingStore} whose `standing` also looks whether labels and links changed, and answers the entries that are
 * tied to the person: everything stored that a decision needs, in one round trip unless links have just changed.
 */
export function lookingAt(people: PairingStore, said: IdentityView): PairingStore {
  return {
    ...people,
    async standing(who, also) {
      const before = said.people();
      const [{ pins }, standing] = await Promise.all([said.look(who), people.standing(who, also)]);
      // Blocks of linked identities count, so who is linked must be known first.
      const current = said.people() === before ? standing : await people.standing(who, also);
      return pins.length === 0 ? current : { ...current, pins };
    },
  };
}
