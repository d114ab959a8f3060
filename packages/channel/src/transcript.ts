import type { Action, Sender } from "./messages.ts";

/** One line of a loopback conversation. */
export type LoopbackEntry =
  | {
      readonly from: "person";
      readonly id: string;
      readonly sender: Sender;
      readonly text: string;
      /** Milliseconds since the epoch. */
      readonly at: number;
    }
  | {
      readonly from: "bot";
      readonly id: string;
      readonly text: string;
      readonly actions: readonly (readonly Action[])[];
      readonly replyTo?: string;
      readonly at: number;
      readonly edited: boolean;
    };

/** Conversations kept in memory, each a bounded list of entries. */
export interface Transcripts {
  put(conversationId: string, entry: LoopbackEntry): void;
  remove(conversationId: string, entryId: string): void;
  find(conversationId: string, entryId: string): LoopbackEntry | undefined;
  list(conversationId: string): readonly LoopbackEntry[];
}

/** Keeps the newest `entries` of each of the `conversations` last used. */
export function createTranscripts(entries: number, conversations: number): Transcripts {
  const kept = new Map<string, Map<string, LoopbackEntry>>();
  return {
    put(conversationId, entry) {
      const lines = kept.get(conversationId) ?? new Map<string, LoopbackEntry>();
      kept.delete(conversationId);
      kept.set(conversationId, lines);
      lines.set(entry.id, entry);
      for (const id of lines.keys()) {
        if (lines.size <= entries) break;
        lines.delete(id);
      }
      for (const id of kept.keys()) {
        if (kept.size <= conversations) break;
        kept.delete(id);
      }
    },
    remove: (conversationId, entryId) => void kept.get(conversationId)?.delete(entryId),
    find: (conversationId, entryId) => kept.get(conversationId)?.get(entryId),
    list: (conversationId) => [...(kept.get(conversationId)?.values() ?? [])],
  };
}
