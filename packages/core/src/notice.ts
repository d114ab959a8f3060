import type { Principal } from "./principal.ts";

/**
 * A direct message that a change owes somebody ("you are paired", "somebody asks to pair"). It travels with the change
 * into the same transaction, so that neither exists without the other (SPEC R0.4).
 */
export interface Notice {
  readonly to: Principal;
  readonly text: string;
  /** Rows of buttons, where the platform has them. */
  readonly actions?: readonly (readonly {
    readonly label: string;
    readonly payload: string;
    readonly style?: "primary" | "danger";
  }[])[];
  /** The approval whose card this is. */
  readonly card?: string;
}
