import { agentIds, channelAccounts } from "@moltbot/config";
import { plainText } from "@moltbot/core";
import { createApiBackend } from "../backend/api-backend.ts";
import { createApiClient } from "../backend/api-client.ts";
import type { Backend } from "../backend/backend.ts";
import { runningGateway } from "../backend/open-backend.ts";
import type { RequestView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { addressOf, nameOf } from "../output/people.ts";
import { loadSettings } from "../settings.ts";
import type { Candidate } from "./candidates.ts";

/** A key at a prompt is not worth a longer wait. */
const patienceMs = 1500;

/**
 * Ids that a command takes for one of its arguments or options, as cheaply as can be: from the config, and from a running
 * gateway. A stopped one's store is not opened for them. Nothing on any trouble.
 */
export async function idsFor(context: Context, command: string, name: string): Promise<readonly Candidate[]> {
  try {
    if (name === "agent") return agentIds((await loadSettings(context)).config).map((value) => ({ value }));
    if (name === "channel") return await channelsOf(context);
    const source = sourceOf(command, name);
    const running = source === undefined ? undefined : await runningGateway(context);
    if (running === undefined || source === undefined) return [];
    return await source(createApiBackend(createApiClient(running, { timeoutMs: patienceMs }), running));
  } catch {
    return [];
  }
}

type Source = (backend: Backend) => Promise<readonly Candidate[]>;

const people: Source = async (backend) =>
  (await backend.users({})).map((user) => ({ value: addressOf(user), description: nameOf(user) }));

const requests =
  (wanted: (request: RequestView) => boolean): Source =>
  async (backend) =>
    (await backend.requests()).filter(wanted).map((request) => ({
      value: request.id,
      description: request.command?.line ?? `${addressOf(request)} ${nameOf(request)}`.trim(),
    }));

const grants: Source = async (backend) =>
  (await backend.grants({ all: false })).map(({ id, command }) => ({ value: id, description: command?.line ?? "" }));

const pairings = requests(({ kind }) => kind === "pairing");

function sourceOf(command: string, name: string): Source | undefined {
  const [first] = command.split(" ");
  if (command === "approvals revoke") return grants;
  if (first === "approvals" && name === "id") return requests(() => true);
  if (first === "devices" && name === "request") return requests(({ kind }) => kind === "device");
  if (command === "pairing approve" || command === "pairing deny") {
    return async (backend) => [...(await pairings(backend)), ...(await people(backend))];
  }
  const isPerson = ["who", "from", "to", "user", "session", "others"].includes(name);
  return isPerson ? people : undefined;
}

async function channelsOf(context: Context): Promise<readonly Candidate[]> {
  const { config } = await loadSettings(context);
  return [...new Set(channelAccounts(config).map(({ channel }) => channel))].map((value) => ({ value }));
}

/** One line for a shell: the word, and what it means. Words that a shell would take apart are left out. */
export function candidateLine({ value, description }: Candidate): string | undefined {
  if (!/^[\w@%+=:,./-]+$/.test(value)) return undefined;
  const meant = plainText(description ?? "", 80);
  return meant === "" ? value : `${value}\t${meant}`;
}
