import type { Calls } from "./calls.ts";
import type { Cursors } from "./cursors.ts";
import type { Link } from "./link.ts";
import type { Me } from "./people.ts";
import type { Sender } from "./send.ts";
import type { Stream } from "./stream.ts";

/** What exists while the adapter runs. */
export interface Running {
  readonly link: Link;
  readonly calls: Calls;
  readonly stream: Stream;
  readonly cursors: Cursors;
  readonly sender: Sender;
  readonly me: () => Me | undefined;
  /** Resolves once it is known who the bot is. */
  readonly ready: Promise<void>;
  /** Ends what is begun for this connection. */
  end(): void;
}
