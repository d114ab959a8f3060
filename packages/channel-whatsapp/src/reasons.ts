/** What the end of a connection means. */
export interface Ending {
  /**
   * `retry`: try again, later and later. `later`: after the longest wait. `at-once`: WhatsApp asked for it.
   * `logged-out`: the keys are worthless. `final`: a person must act.
   */
  readonly next: "retry" | "later" | "at-once" | "logged-out" | "final";
  readonly detail: string;
  readonly hint?: string;
}

const again = "moltbot channels login whatsapp";

// The codes are WhatsApp Web's; some of them Baileys makes up itself.
const endings: ReadonlyMap<number, Ending> = new Map<number, Ending>([
  [401, { next: "logged-out", detail: "The phone logged this device out.", hint: `Log in again: ${again}` }],
  [
    403,
    {
      next: "final",
      detail: "WhatsApp refuses this account (403): it may be banned or restricted.",
      hint: "Open WhatsApp on the phone and follow what it says.",
    },
  ],
  [
    405,
    {
      next: "final",
      detail: "WhatsApp no longer accepts this version of its protocol (405).",
      hint: "Install a newer version of Moltbot.",
    },
  ],
  [408, { next: "retry", detail: "The connection to WhatsApp was lost, or took too long (408)." }],
  [
    411,
    {
      next: "final",
      detail: "The phone does not allow linked devices (411).",
      hint: `Update WhatsApp on the phone, then log in again: ${again}`,
    },
  ],
  [428, { next: "retry", detail: "WhatsApp closed the connection (428)." }],
  [
    440,
    {
      next: "later",
      detail: "Another program took over this WhatsApp session (440).",
      hint: "Two programs use the same keys: stop one of them.",
    },
  ],
  [
    500,
    {
      next: "retry",
      detail: "WhatsApp refused the session (500).",
      hint: `If this stays, log in again: ${again}`,
    },
  ],
  [503, { next: "retry", detail: "WhatsApp is not available at the moment (503)." }],
  [515, { next: "at-once", detail: "WhatsApp asked to connect anew (515)." }],
]);

/** Explains a code; what is not known is tried again. */
export function explainEnding(code: number | undefined): Ending {
  const known = code === undefined ? undefined : endings.get(code);
  return (
    known ?? { next: "retry", detail: `The connection to WhatsApp ended${code === undefined ? "" : ` (${code})`}.` }
  );
}

const firstWaitMs = 1000;
/** Longest wait between two attempts to connect, in milliseconds. */
export const longestWaitMs = 60_000;

/** How long to wait after `failures` in a row, in milliseconds; `spread` (0 to 1) keeps many bots from coming back at once. */
export function reconnectWait(failures: number, spread: number): number {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 10));
  return Math.round(wait / 2 + (wait / 2) * spread);
}
