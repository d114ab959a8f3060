/** Why an argument needs a person, in words that go on from "it": `"writes to a file"`. */
export type Reason = string;

/** Where a command would run. */
export interface Place {
  readonly cwd?: string;
  readonly workspace?: string;
}

/** Looks at one value; answers why a person must decide, or undefined where it is harmless. */
export type Check = (value: string, place: Place) => Reason | undefined;

/** Looks at all operands of a command at once. `checked`: options of that list which were given. */
export type OperandsCheck = (
  operands: readonly string[],
  place: Place,
  checked?: readonly string[],
) => Reason | undefined;

/**
 * How a program, or a sub-command of one, reads its arguments, and what of them is dangerous. Data: one row per
 * program. What a row does not name is unknown, and unknown options ask.
 */
export interface Grammar {
  /**
   * Harmless options, separated by blanks. `--all -v`: flags. `--format= -n=`: take a value, behind `=`, glued to the
   * letter, or as the next word. `--color=? -U?`: take one only behind `=` or glued. Single letters may be clustered.
   */
  readonly safe?: string;
  /** Options that take a value which must pass. Keys may list several: `"-C --directory"`. `--rebase?`: as in `safe`. */
  readonly checked?: Readonly<Record<string, Check>>;
  /** Dangerous options and why. Keys may list several: `"-o --output"`. */
  readonly ask?: Readonly<Record<string, Reason>>;
  /** `-5` is an option, as for `git log` and `head`. */
  readonly numbers?: true;
  /** `--no-x` is as harmless as `--x`. */
  readonly negatable?: true;
  /** Every option is one whole word, as for `find`: no clusters, no `=`; `-name=` takes the next word. */
  readonly wholeWords?: true;
  /** Options end at the first operand; the rest are operands whatever they look like. */
  readonly stopsAtOperand?: true;
  /** What the operands may be. Absent: anything. */
  readonly operands?: OperandsCheck;
  /**
   * The first operand is a sub-command. Keys may list several: `"install i add"`. A reason: that sub-command asks.
   * `:` stands for all names that have a colon inside, such as `test:unit`.
   */
  readonly subcommands?: Readonly<Record<string, Grammar | Reason>>;
  /** Options of the program are understood behind a sub-command too. */
  readonly inherits?: true;
  /** Looks at all arguments instead of the rest of this row, for programs that read them in a way of their own. */
  readonly whole?: OperandsCheck;
}

/** Rows by program name; keys may list several: `"awk gawk mawk"`. */
export type Programs = Readonly<Record<string, Grammar>>;

/** Every operand must pass. */
export function each(check: Check): OperandsCheck {
  return (operands, place) => first(operands, (operand) => check(operand, place));
}

/** The first reason that a list of things gives. */
export function first<T>(items: Iterable<T>, look: (item: T) => Reason | undefined): Reason | undefined {
  for (const item of items) {
    const reason = look(item);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
