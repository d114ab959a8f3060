import { ApplicationCommandOptionType, type RESTPostAPIChatInputApplicationCommandsJSONBody, Routes } from "discord.js";
import type { Calls } from "./calls.ts";
import type { Me } from "./people.ts";
import { type Fields, fields, objects, text } from "./read.ts";

type Option = NonNullable<RESTPostAPIChatInputApplicationCommandsJSONBody["options"]>[number];

/** A slash command of the bot. */
interface SlashCommand {
  readonly name: string;
  readonly description: string;
  /** In the order in which they are written in a text command. */
  readonly options: readonly Option[];
}

function word(name: string, description: string, o: { required: boolean; choices?: readonly string[] }): Option {
  return {
    type: ApplicationCommandOptionType.String,
    name,
    description,
    required: o.required,
    ...(o.choices === undefined ? {} : { choices: o.choices.map((value) => ({ name: value, value })) }),
  };
}

const request = word("request", "The whole id of the request: pair_… or exec_…", { required: true });

const commands: readonly SlashCommand[] = [
  { name: "pair", description: "Ask to be let in", options: [] },
  {
    name: "approve",
    description: "Say yes to a request",
    options: [
      request,
      word("scope", "How far a yes to a command reaches", { required: false, choices: ["once", "session", "always"] }),
    ],
  },
  { name: "deny", description: "Say no to a request", options: [request] },
  {
    name: "block",
    description: "Let somebody in no more",
    options: [word("user", "An id, channel:id or @username", { required: true })],
  },
  { name: "whoami", description: "Show what the bot knows about you", options: [] },
];

/** Where the commands work: in guilds and in direct messages with the bot (Discord's numbers). */
const contexts = [0, 1];

/** The slash command in `data` as a person would have typed it: `/approve pair_… once`. */
export function lineOf(data: Fields | undefined): string | undefined {
  const command = commands.find((each) => each.name === data?.["name"]);
  if (command === undefined || data?.["type"] !== 1) return undefined;
  const given = new Map(objects(data["options"]).map((option) => [option["name"], text(option["value"])]));
  const words = command.options.map((option) => given.get(option.name)).filter((each) => each !== undefined);
  return [`/${command.name}`, ...words].join(" ");
}

function isSame(known: Fields, wanted: SlashCommand): boolean {
  const shape = (option: Fields): unknown => [
    option["type"],
    option["name"],
    option["description"],
    option["required"] === true,
    objects(option["choices"]).map((choice) => [choice["name"], choice["value"]]),
  ];
  const options = wanted.options.map((option) => fields(option) ?? {});
  const shown = (list: readonly Fields[]): string => JSON.stringify(list.map(shape));
  return (
    known["description"] === wanted.description &&
    JSON.stringify(known["contexts"]) === JSON.stringify(contexts) &&
    shown(objects(known["options"])) === shown(options)
  );
}

/**
 * Makes Discord offer the commands. Only what differs is written, and commands that somebody else gave to the same
 * application stay. @throws MoltbotError as calls do
 */
export async function registerCommands(calls: Calls, me: Me): Promise<void> {
  const route = Routes.applicationCommands(me.applicationId);
  const known = objects(await calls.call("list slash commands", (rest, signal) => rest.get(route, { signal })));
  for (const wanted of commands) {
    if (known.some((each) => each["name"] === wanted.name && isSame(each, wanted))) continue;
    const body = { ...wanted, type: 1, contexts, integration_types: [0] };
    await calls.call(`register /${wanted.name}`, (rest, signal) => rest.post(route, { body, signal }));
  }
}
