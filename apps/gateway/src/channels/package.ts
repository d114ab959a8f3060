import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ChannelAdapter } from "@moltbot/channel";
import { type ChannelAccount, type ChannelConnection, type Config, configFile, isSecret } from "@moltbot/config";
import { type Clock, isMoltbotError, type Logger, MoltbotError, messageOf } from "@moltbot/core";
import { checkAdapter, guardPlace } from "./adapter-shape.ts";
import { findModule } from "./find-module.ts";

type Connection = Extract<ChannelConnection, { kind: "package" }>;

/** The version of the channel contract that this gateway speaks; a package says its own as `channelContract`. */
const contract = 1;

type Make = (
  options: Readonly<Record<string, unknown>>,
  place: { readonly name: string; readonly account: string; readonly log: Logger; readonly clock: Clock },
) => unknown;

/**
 * The adapter of a package of somebody else, found from the config's folder as that folder's own code would find it
 * (SPEC R10.2). It runs inside the gateway, with all its rights.
 * @throws MoltbotError `invalid` when it is not installed, cannot be loaded, or is not what the contract asks for
 */
export async function createFromPackage(
  { channel, account, adapter: specifier }: ChannelAccount,
  { options }: Connection,
  { config, clock, log }: { config: Config; clock: Clock; log: Logger },
): Promise<ChannelAdapter> {
  const file = configFile(config);
  const folder = file === undefined ? process.cwd() : dirname(resolve(file));
  const make = makerOf(await load(specifier, folder), specifier);
  const { plain, secrets } = reveal(options);
  try {
    const made: unknown = await make(plain, { name: channel, account, log, clock });
    return guardPlace(checkAdapter(made, specifier), { channel, account });
  } catch (error) {
    throw withoutSecrets(error, specifier, secrets);
  }
}

async function load(specifier: string, folder: string): Promise<Readonly<Record<string, unknown>>> {
  const path = findModule(specifier, folder);
  if (path === undefined) {
    const isFile = specifier.startsWith(".");
    throw new MoltbotError("invalid", `${isFile ? "there is no" : "the package is not installed:"} ${specifier}`, {
      hint: isFile
        ? `It was looked for from ${folder}, the folder of the config. Check the path, with its ending.`
        : `Run in ${folder}: npm install ${specifier}`,
    });
  }
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new MoltbotError("invalid", `${specifier} cannot be loaded: ${messageOf(error)}`, {
      hint: "The fault is in that package or in what it imports; see whether there is a newer version.",
      cause: error,
    });
  }
}

function makerOf(module: Readonly<Record<string, unknown>>, specifier: string): Make {
  const make = module["createChannel"] ?? module["default"];
  if (typeof make !== "function") {
    throw new MoltbotError("invalid", `${specifier} exports no function createChannel, nor one as its default`, {
      hint: "It is no Moltbot channel, or an older version of one.",
    });
  }
  const written = module["channelContract"];
  if (written === contract) return make as Make;
  const says = written === undefined ? "does not say which version" : `is written for version ${String(written)}`;
  throw new MoltbotError("invalid", `${specifier} ${says} of the channel contract; this gateway speaks ${contract}`, {
    hint: `Install a version of ${specifier} that exports channelContract = ${contract}.`,
  });
}

/** The options as they stand in the file, and the texts in them that must not be shown. */
function reveal(options: Connection["options"]): { plain: Readonly<Record<string, unknown>>; secrets: string[] } {
  const secrets: string[] = [];
  const open = (value: unknown): unknown => {
    if (isSecret(value)) {
      secrets.push(value.reveal());
      return value.reveal();
    }
    if (Array.isArray(value)) return value.map(open);
    return typeof value === "object" && value !== null ? all(value) : value;
  };
  const all = (block: object) => Object.fromEntries(Object.entries(block).map(([key, value]) => [key, open(value)]));
  return { plain: all(options), secrets };
}

function withoutSecrets(error: unknown, specifier: string, secrets: readonly string[]): MoltbotError {
  const hide = (text: string): string =>
    secrets.reduce((said, secret) => (secret === "" ? said : said.replaceAll(secret, "***")), text);
  if (isMoltbotError(error)) {
    const hint = error.hint === undefined ? {} : { hint: hide(error.hint) };
    return new MoltbotError(error.code, hide(error.message), hint);
  }
  return new MoltbotError("invalid", `${specifier} could not make the channel: ${hide(messageOf(error))}`, {
    hint: "Check the options of the channel against the documentation of that package.",
  });
}
