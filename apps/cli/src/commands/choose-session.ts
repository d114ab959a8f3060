import { MoltbotError, plainText } from "@moltbot/core";
import type { ChoiceChange } from "@moltbot/pairing";
import { withPersonBackend } from "../backend/person-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { addressOf } from "../output/people.ts";
import { printJson, sayNext } from "../output/print.ts";

/** `users permissions <who> <permission...>` and `--reset`. */
export function choosePermissions(
  context: Context,
  who: string,
  words: readonly string[],
  o: { reset?: boolean; none?: boolean },
): Promise<ExitCode> {
  const given = words.flatMap((word) => word.split(",")).filter((word) => word !== "");
  oneOf("permissions", [given.length > 0, o.reset === true, o.none === true], "read write, --none or --reset");
  if (o.reset === true) return choose(context, who, { permissions: null }, "the usual permissions hold for them again");
  const shown = given.length === 0 ? "nothing" : [...new Set(given)].join(", ");
  return choose(context, who, { permissions: given }, `they may ${shown}`);
}

/** `users agent <who> <agent>` and `--reset`. */
export function chooseAgent(
  context: Context,
  who: string,
  agent: string | undefined,
  o: { reset?: boolean },
): Promise<ExitCode> {
  oneOf("agent", [agent !== undefined, o.reset === true], "an agent's id or --reset");
  if (agent === undefined) return choose(context, who, { agent: null }, "the config says again who answers them");
  return choose(context, who, { agent }, `the agent ${plainText(agent, 80)} answers them`);
}

async function choose(context: Context, who: string, change: ChoiceChange, what: string): Promise<ExitCode> {
  const result = await withPersonBackend(context, (backend) => backend.choose(who, change));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const shown = plainText(addressOf(result), 300);
  const text =
    result.status === "unchanged"
      ? `It was so for ${shown} already; nothing was changed.`
      : `${shown}: ${what}, from their next message on.`;
  context.io.out.write(`${text}\n`);
  sayNext(context, "users", "show", addressOf(result), "--verbose");
  return exitCodes.ok;
}

function oneOf(command: string, given: readonly boolean[], words: string): void {
  if (given.filter(Boolean).length === 1) return;
  throw new MoltbotError("invalid", `users ${command} takes one of: ${words}`);
}
