import type { detailShape, lineShape, ResetSession, summaryShape } from "@moltbot/gateway";
import type { Decider } from "@moltbot/pairing";
import type { Context } from "../context.ts";
import type { ApiClient } from "./api-client.ts";
import { type Looking, withLooking } from "./looking-backend.ts";

/** A session as the API tells it: times in ISO 8601. */
export type SessionView = ReturnType<typeof summaryShape>;
/** A session and everything that holds in it. */
export type SessionDetailView = ReturnType<typeof detailShape>;
/** One line of a conversation. */
export type LineView = ReturnType<typeof lineShape>;

/** Some of a list, and the cursor of the rest. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Sessions, through the running gateway or on the store itself. A session is named by its key or by its person. */
export interface SessionBackend {
  list(o: { limit: number; cursor?: string }): Promise<Page<SessionView>>;
  /** @throws MoltbotError `not_found`, or `conflict` when several people are meant */
  show(name: string): Promise<SessionDetailView>;
  history(name: string, o: { limit: number; cursor?: string; archived: boolean }): Promise<Page<LineView>>;
  reset(name: string): Promise<ResetSession>;
}

/** Runs `work` on whichever answers. */
export function withSessions<T>(context: Context, work: (backend: SessionBackend) => Promise<T>): Promise<T> {
  return withLooking(context, { api: (client) => work(overApi(client)), store: async (o) => work(await onStore(o)) });
}

function overApi(client: ApiClient): SessionBackend {
  const at = (name: string): string => `/api/v1/sessions/${encodeURIComponent(name)}`;
  const page = async <T>(path: string, query: Readonly<Record<string, string | undefined>>): Promise<Page<T>> => {
    const { body, next } = await client.get(path, query);
    return { items: body as readonly T[], ...(next === undefined ? {} : { next }) };
  };
  return {
    list: ({ limit, cursor }) => page("/api/v1/sessions", { limit: String(limit), cursor }),
    show: async (name) => (await client.get(at(name))).body as SessionDetailView,
    history: (name, { limit, cursor, archived }) =>
      page(`${at(name)}/history`, { limit: String(limit), cursor, archived: String(archived) }),
    reset: async (name) => (await client.post(`${at(name)}/reset`, {})).body as ResetSession,
  };
}

async function onStore({ sessions }: Looking): Promise<SessionBackend> {
  const { detailShape, lineShape, summaryShape } = await import("@moltbot/gateway");
  const by: Decider = { kind: "operator", via: "cli" };
  const paged = <T>(items: readonly T[], next: string | undefined): Page<T> => ({
    items,
    ...(next === undefined ? {} : { next }),
  });
  return {
    async list(o) {
      const { sessions: found, next } = await sessions.list(o);
      return paged(found.map(summaryShape), next);
    },
    show: async (name) => detailShape(await sessions.show(name)),
    async history(name, o) {
      const { lines, next } = await sessions.history(name, by, o);
      return paged(lines.map(lineShape), next);
    },
    reset: (name) => sessions.reset(name, by),
  };
}
