import { type Logger, messageOf } from "@moltbot/core";

/** One message as sent. */
export interface SentMark {
  readonly seq: number;
  readonly messageIds: readonly string[];
}

/** The marks that a crash of the server may still undo, since they are not waited for on disk. */
export interface SentMarks {
  note(marks: readonly SentMark[]): void;
  /** These left: whatever the table says, they are not sent again. */
  seqs(): number[];
  /** Writes them again: one that was undone would hold up its conversation for ever. Never rejects. */
  repeat(): Promise<void>;
}

// Postgres writes such marks out within three times wal_writer_delay: 0.6 s unless told.
const most = 5000;

/** Remembers nothing yet. */
export function createSentMarks(o: { log: Logger; write: (marks: readonly SentMark[]) => Promise<void> }): SentMarks {
  const marks = new Map<number, SentMark>();
  return {
    note(sent) {
      for (const mark of sent) marks.set(mark.seq, mark);
      for (const seq of marks.keys()) {
        if (marks.size <= most) break;
        marks.delete(seq);
      }
    },
    seqs: () => [...marks.keys()],
    async repeat() {
      if (marks.size === 0) return;
      try {
        await o.write([...marks.values()]);
      } catch (error) {
        o.log.warn("sent messages could not be marked again", { error: messageOf(error) });
      }
    },
  };
}
