import { getPath } from "@moltbot/config";
import { MoltbotError, plainText } from "@moltbot/core";
import { runningGateway } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type OnboardChannel, type Walk, walks } from "../onboard/channels.ts";
import { type Draft, type KeptSecret, keepSecret, readDraft, setAll, writeDraft } from "../onboard/edits.ts";
import { harmless } from "../output/harmless.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";

/** What `onboard` is told instead of asking. */
export interface OnboardOptions {
  /** The owner's id on the channel. */
  readonly owner?: string;
}

type Token = NonNullable<Walk["token"]>;

/**
 * `onboard`: a channel from nothing to working. The token is asked for, tried on the platform, and kept outside the config.
 * @throws MoltbotError `denied` when the platform refuses it, `invalid` where nobody can be asked
 */
export async function onboard(context: Context, channel: OnboardChannel, o: OnboardOptions): Promise<ExitCode> {
  const walk: Walk = walks[channel];
  const draft = await readDraft(context);
  const settings: Record<string, unknown> = {};
  const keep = walk.token === undefined ? undefined : await chooseToken(context, draft, walk.token);
  const owner = await chooseOwner(context, draft, { channel, walk, o });
  if (owner !== undefined) settings["owners"] = [...(draft.config.owners ?? []), owner];
  const kept = await keep?.();
  if (walk.token !== undefined && kept !== undefined) settings[walk.token.path] = kept.reference;
  else if (walk.token === undefined && draft.config.channels?.[channel] === undefined)
    settings[`channels.${channel}`] = {};
  const done = await written(context, draft, settings).catch(async (thrown: unknown) => {
    await kept?.undo();
    throw thrown;
  });
  const running = (await runningGateway(context)) !== undefined;
  if (context.json) {
    printJson(context, { channel, file: done.file, changed: Object.keys(settings), running });
    return exitCodes.ok;
  }
  context.io.out.write(`${harmless(done.file)}\n`);
  const changed = Object.keys(settings).join(" and ") || "nothing that was not there";
  say(context, `Wrote ${changed}. ${running ? "The running gateway takes it over by itself." : ""}`.trimEnd());
  if (walk.token === undefined) sayLink(context, running);
  else sayNext(context, running ? "status" : "gateway");
  return exitCodes.ok;
}

async function written(context: Context, draft: Draft, settings: Readonly<Record<string, unknown>>): Promise<Draft> {
  const done = await setAll(context, draft, settings);
  await writeDraft(done);
  return done;
}

/** A token that the platform takes, and how the config will refer to it. */
async function chooseToken(context: Context, draft: Draft, token: Token): Promise<() => Promise<KeptSecret>> {
  const { io } = context;
  const given = io.env[token.variable]?.trim();
  if (given !== undefined && given !== "") {
    await check(context, draft, { token, value: given });
    return async () => ({ reference: `\${${token.variable}}`, undo: async () => {} });
  }
  if (io.ask === undefined || context.json) {
    throw new MoltbotError("invalid", `there is nobody to ask for the token, and ${token.variable} is not set`, {
      hint: `Run this at a terminal, or set ${token.variable} first.`,
    });
  }
  for (const step of token.steps) say(context, step);
  const value = await io.ask("Token (what you type does not show): ", { hidden: true });
  if (value === "") throw new MoltbotError("denied", "Nothing was changed.");
  await check(context, draft, { token, value });
  return () => keepSecret(draft.file, `${token.channel}.token`, value);
}

/** Asks the platform itself. */
async function check(context: Context, draft: Draft, { token, value }: { token: Token; value: string }): Promise<void> {
  const { tryToken } = await import("@moltbot/gateway");
  const answer = getPath(draft.config, token.server);
  const server = answer.status === "found" && typeof answer.value === "string" ? { server: answer.value } : {};
  const result = await tryToken({ channel: token.channel, token: value, ...server });
  if (!result.ok) throw new MoltbotError("denied", `that does not work; nothing was changed: ${result.because}`);
  if (!context.json) say(context, `${paint(context.io.err, "green", "✓")} The token works.`);
}

/** The owner, unless somebody is one on this channel already. */
async function chooseOwner(
  context: Context,
  { config }: Draft,
  { channel, walk, o }: { channel: OnboardChannel; walk: Walk; o: OnboardOptions },
): Promise<string | undefined> {
  const has = (config.owners ?? []).some((owner) => owner.startsWith(`${channel}:`));
  if (has && o.owner === undefined) return undefined;
  const { hint, form } = walk.ownId;
  const asked = context.io.ask === undefined || context.json ? "" : undefined;
  const question = `Your own id on ${walk.name} (${hint}; Enter: later): `;
  const typed = o.owner ?? asked ?? (await context.io.ask?.(question)) ?? "";
  const id = typed.startsWith(`${channel}:`) ? typed.slice(channel.length + 1) : typed;
  if (id === "") return undefined;
  if (!form.test(id)) {
    throw new MoltbotError("invalid", `"${plainText(typed, 80)}" is not an id on ${walk.name}; nothing was changed`, {
      hint: `It is ${hint}.`,
    });
  }
  const owner = `${channel}:${id}`;
  return (config.owners ?? []).includes(owner) ? undefined : owner;
}

function sayLink(context: Context, running: boolean): void {
  if (!running) {
    say(context, "WhatsApp is linked to a phone while the gateway runs. Start it in another terminal:");
    sayNext(context, "gateway");
    say(context, "Then:");
  }
  sayNext(context, "channels", "login", "whatsapp");
}
