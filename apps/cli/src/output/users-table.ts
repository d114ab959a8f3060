import type { UserView } from "../backend/views.ts";
import type { Sink } from "../io.ts";
import { addressOf, nameOf } from "./people.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";
import { relativeTime } from "./times.ts";

/** People as a table cut to `to`. */
export function usersTable(to: Sink, users: readonly UserView[], now: number): string {
  return table(
    users,
    [
      { title: "WHO", cell: addressOf },
      { title: "NAME", cell: nameOf, shrinkTo: 6 },
      { title: "STATE", cell: (user) => user.state },
      { title: "AGENT", cell: (user) => user.agent ?? "", shrinkTo: 6, leaveOut: 1 },
      { title: "PAIRED UNTIL", cell: (user) => until(user, now), leaveOut: 0 },
      { title: "LAST SEEN", cell: (user) => relativeTime(user.lastSeenAt, now), leaveOut: 2 },
    ],
    { width: to.columns, title: (line) => paint(to, "bold", line) },
  );
}

function until(user: UserView, now: number): string {
  if (user.state !== "paired") return "";
  return user.expiresAt === undefined ? "no end" : relativeTime(user.expiresAt, now);
}
