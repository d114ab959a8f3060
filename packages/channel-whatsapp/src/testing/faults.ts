import type { Clock } from "@moltbot/core";
import type { BinaryNode } from "@whiskeysockets/baileys";

/** What goes wrong on purpose. */
export interface Faults {
  floodFor(seconds: number): void;
  refuseNext(code: number): void;
  failWith(error: { readonly code: number; readonly tag?: string } | undefined): void;
  /** The code that a message is refused with; of `refuseNext`, used up. */
  refusal(): number | undefined;
  /** The stream error that ends connections. */
  streamError(): BinaryNode | undefined;
}

/** Nothing goes wrong yet. */
export function createFaults(clock: Clock): Faults {
  let floodUntil = 0;
  let next: number | undefined;
  let failing: { readonly code: number; readonly tag?: string } | undefined;
  return {
    floodFor(seconds) {
      floodUntil = clock.now() + seconds * 1000;
    },
    refuseNext(code) {
      next = code;
    },
    failWith(error) {
      failing = error;
    },
    refusal() {
      if (clock.now() < floodUntil) return 429;
      const code = next;
      next = undefined;
      return code;
    },
    streamError() {
      if (failing === undefined) return undefined;
      const content = failing.tag === undefined ? [] : [{ tag: failing.tag, attrs: {} }];
      return { tag: "stream:error", attrs: { code: String(failing.code) }, content };
    },
  };
}
