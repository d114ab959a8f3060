/** How an entry met a sender (SPEC R2.1), in the order in which sources outrank each other (SPEC R2.2). */
export type MatchSource =
  | "wildcard"
  | "id"
  | "prefixed-id"
  | "name"
  | "prefixed-name"
  | "tag"
  | "prefixed-tag"
  | "username"
  | "prefixed-user";

/** All nine sources, strongest first (SPEC R2.2). */
export const allSources: readonly MatchSource[] = Object.freeze([
  "wildcard",
  "id",
  "prefixed-id",
  "name",
  "prefixed-name",
  "tag",
  "prefixed-tag",
  "username",
  "prefixed-user",
]);

/** The sources that no sender can choose: `wildcard`, `id`, `prefixed-id` (SPEC R2.5). */
export const stableSources: readonly MatchSource[] = Object.freeze(["wildcard", "id", "prefixed-id"]);
