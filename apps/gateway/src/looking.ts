import type { App } from "./app.ts";
import { createExplainer, type ExplainerParts } from "./explain/service.ts";
import { createPersonService, type PersonServiceParts } from "./persons/service.ts";
import { createSessionService, type SessionServiceParts } from "./sessions/service.ts";
import { createWorkspaceNames } from "./workspaces/names.ts";

/** What the parts that look at people and sessions work with. */
export type LookingParts = ExplainerParts & PersonServiceParts & Omit<SessionServiceParts, "persons" | "names">;

/** The parts that tell operators about people, sessions and decisions. */
export function createLooking(o: LookingParts): Pick<App, "persons" | "explain" | "sessions"> {
  const persons = createPersonService(o);
  const names = createWorkspaceNames(o.stores.secrets, o.random);
  return { persons, explain: createExplainer(o), sessions: createSessionService({ ...o, persons, names }) };
}
