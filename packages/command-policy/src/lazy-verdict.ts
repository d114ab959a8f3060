import type { CommandPlan } from "./plan/plan.ts";
import type { CommandVerdict, JudgedCommand } from "./verdict.ts";

/** How a verdict makes what it holds besides its decision, from what was found about the line. */
export interface Makers<Found> {
  commands(found: Found, decision: CommandVerdict["decision"]): readonly JudgedCommand[];
  plan(found: Found): CommandPlan;
}

/**
 * A verdict whose list and plan are made when they are read: many are read for the decision alone. A class, since
 * accessors on every single object would take longer than judging.
 */
export class LazyVerdict<Found> implements CommandVerdict {
  readonly decision: CommandVerdict["decision"];
  readonly because: string;
  readonly #found: Found;
  readonly #makers: Makers<Found>;
  #commands: readonly JudgedCommand[] | undefined = undefined;
  #plan: CommandPlan | undefined = undefined;

  constructor(decision: CommandVerdict["decision"], because: string, found: Found, makers: Makers<Found>) {
    this.decision = decision;
    this.because = because;
    this.#found = found;
    this.#makers = makers;
  }

  get commands(): readonly JudgedCommand[] {
    this.#commands ??= this.#makers.commands(this.#found, this.decision);
    return this.#commands;
  }

  get plan(): CommandPlan {
    this.#plan ??= this.#makers.plan(this.#found);
    return this.#plan;
  }

  toJSON(): CommandVerdict {
    const { decision, because, commands, plan } = this;
    return { decision, because, commands, plan };
  }
}
