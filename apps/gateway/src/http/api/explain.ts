import { MoltbotError } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import type { MessageQuestion } from "../../explain/explanation.ts";
import type { HttpParts } from "../parts.ts";
import { onePerson } from "../people.ts";
import type { HttpContext, OperatorRoute } from "../route.ts";
import { readWord } from "./read-query.ts";

const longest = 1000;

/** `/api/v1/explain`: why somebody is, or is not, answered. */
export function explainRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/explain",
      access: "operator",
      handle: async (c) => c.json(await app.explain(await readQuestion(c, app.pairing))),
    },
  ];
}

/**
 * What somebody asks in the query: who writes what, where.
 * @throws MoltbotError `invalid`, or as `onePerson`
 */
export async function readQuestion(c: HttpContext, pairing: Pairing): Promise<MessageQuestion> {
  const { who, group, text = "Hello", tool, command } = c.req.query();
  if (who === undefined || who === "") {
    throw new MoltbotError("invalid", 'The query parameter "who" is missing', {
      hint: "Write who=telegram:123456789.",
    });
  }
  for (const [name, value] of Object.entries({ group, text, tool, command })) {
    if ((value ?? "").length > longest) {
      throw new MoltbotError("invalid", `The query parameter "${name}" is too long`, {
        hint: `At most ${longest} characters.`,
      });
    }
  }
  return {
    who: await onePerson(pairing, who),
    text,
    mention: readWord(c, "mention", ["true", "false"]) === "true",
    reply: readWord(c, "reply", ["true", "false"]) === "true",
    ...(group && { group }),
    ...(tool && { tool }),
    ...(command && { command }),
  };
}
