import { InvalidArgumentError } from "commander";

/** Reads a number from 1 to `most`. */
export function count(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) throw new InvalidArgumentError(`Give a number from 1 to ${most}.`);
    return value;
  };
}
