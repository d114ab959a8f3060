import type { CommandPlan } from "./plan/plan.ts";
import type { CommandVerdict, JudgedCommand } from "./verdict.ts";

/** What a verdict holds from the beginning, and how it makes the rest. */
interface Parts {
  readonly decision: CommandVerdict["decision"];
  readonly because: string;
  commands(): readonly JudgedCommand[];
  plan(): CommandPlan;
}

/**
 * A verdict whose list and plan are made when they are read: many are read for the decision alone. A class, since
 * accessors on every single object would take longer than judging.
 */
export class LazyVerdict implements CommandVerdict {
  readonly decision: CommandVerdict["decision"];
  readonly because: string;
  readonly #parts: Pick<Parts, "commands" | "plan">;
  #commands: readonly JudgedCommand[] | undefined;
  #plan: CommandPlan | undefined;

  constructor(parts: Parts) {
    this.decision = parts.decision;
    this.because = parts.because;
    this.#parts = parts;
  }

  get commands(): readonly JudgedCommand[] {
    this.#commands ??= this.#parts.commands();
    return this.#commands;
  }

  get plan(): CommandPlan {
    this.#plan ??= this.#parts.plan();
    return this.#plan;
  }

  toJSON(): CommandVerdict {
    const { decision, because, commands, plan } = this;
    return { decision, because, commands, plan };
  }
}
