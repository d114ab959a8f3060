import type { Principal } from "@moltbot/core";
import type { Decider } from "@moltbot/pairing";
import type { HistoryLine } from "@moltbot/sessions";
import type { PersonReport } from "../persons/report.ts";

/** One session: a direct chat's, or a group's (SPEC R1.4). Plain data; times in milliseconds. */
export interface SessionSummary {
  readonly key: string;
  readonly kind: "dm" | "group";
  readonly channel: string;
  readonly account: string;
  /** Whose direct chat it is. */
  readonly userId?: string;
  readonly groupId?: string;
  /** A topic of the group. */
  readonly thread?: string;
  /** Who answers the next message there. */
  readonly agent: string;
  readonly permissions: readonly string[];
  /** When the person was paired. */
  readonly createdAt?: number;
  readonly sandboxed: boolean;
  /** Where tools work, on the machine that answers; there once something was written. */
  readonly directory: string;
  /** Lines of the conversation; 1001 stands for more than 1000. */
  readonly lines: number;
  readonly lastAt?: number;
}

/** A session and everything that holds in it. */
export interface SessionDetail extends SessionSummary {
  /** Names of tools that the agent may call there. */
  readonly tools: readonly string[];
  /** Questions about commands that wait. */
  readonly waiting: readonly string[];
  /** Ids of permissions that hold in this session only. */
  readonly grants: readonly string[];
  /** Of a direct chat: everything about its person. */
  readonly person?: PersonReport;
}

/** What came of beginning a session anew. */
export interface ResetSession {
  readonly status: "done" | "unchanged";
  readonly key: string;
  /** Lines that were put away. */
  readonly archived: number;
  /** Permissions that ended with it. */
  readonly revoked: readonly string[];
}

/** Sessions, for a running gateway and for a stopped one's store. A session is named by its key or by its person. */
export interface SessionService {
  /**
   * The last spoken in first; after them, on the last page, who is paired and said nothing. `next` leads to the next page.
   * @throws MoltbotError `invalid` for a cursor that is none
   */
  list(o: { limit: number; cursor?: string }): Promise<{ sessions: readonly SessionSummary[]; next?: string }>;
  /** @throws MoltbotError `not_found`, or `conflict` when several people are meant */
  show(name: string): Promise<SessionDetail>;
  /**
   * The last lines, oldest first; `next` leads to those before. Reading what people wrote is itself written down.
   * @throws MoltbotError as `show`, and `invalid` for a cursor that is none
   */
  history(
    name: string,
    by: Decider,
    o: { limit: number; cursor?: string; archived?: boolean },
  ): Promise<{ key: string; lines: readonly HistoryLine[]; next?: string }>;
  /** Begins it anew: what was said is kept apart, and permissions for the session end. Files and the pairing stay. */
  reset(name: string, by: Decider): Promise<ResetSession>;
}

/** Whose session a key names. */
export interface NamedSession {
  readonly key: string;
  /** Absent: a group's. */
  readonly who?: Principal;
  readonly group?: { readonly channel: string; readonly account: string; readonly id: string };
  readonly thread?: string;
}
