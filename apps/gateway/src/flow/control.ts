import type { Command } from "@moltbot/channel";
import { formatPrincipal, isMoltbotError, type Principal, plainText } from "@moltbot/core";
import type { Decider, FoundPerson } from "@moltbot/pairing";
import { type ButtonPress, personIn } from "./cards.ts";
import type { FlowDeps } from "./deps.ts";
import { payloadOf } from "./payload.ts";
import { decisionText, personText } from "./texts.ts";

/** The commands that decide about other people. They are answered by the gateway, never by an agent. */
export const controlCommands: ReadonlySet<string> = new Set([
  "approve",
  "deny",
  "block",
  "unblock",
  "unpair",
  "pending",
]);

/** Carries out a control command and says what came of it. Who may do what is checked inside `pairing`. */
export async function runControl(d: FlowDeps, who: Principal, command: Command): Promise<string> {
  const by: Decider = { kind: "person", principal: who, via: "chat" };
  const words = command.args.trim().split(/\s+/).filter(Boolean);
  const target = words[0];
  if (command.name === "pending") return pendingText(d);
  if (target === undefined) return usage(command.name);
  if (command.name === "approve" || command.name === "deny") return decide(d, command.name, target, by);
  return onPerson(d, command.name as "block" | "unblock" | "unpair", target, by);
}

/** Carries out a button press. The payload names the request; the clicker's own rights decide. */
export async function runButton(d: FlowDeps, who: Principal, press: ButtonPress): Promise<string> {
  const by: Decider = { kind: "person", principal: who, via: "chat" };
  return press.verb === "block" ? onPerson(d, "block", press.id, by) : decide(d, press.verb, press.id, by);
}

async function decide(d: FlowDeps, verb: "approve" | "deny", id: string, by: Decider): Promise<string> {
  try {
    return decisionText(await d.pairing[verb](id, by));
  } catch (error) {
    // Trying again does not mend a row that nobody can read, and who decides should hear of it.
    if (!isMoltbotError(error) || error.code !== "invalid") throw error;
    return plainText(`Nothing was decided. ${error.message}. ${error.hint ?? ""}`, 500);
  }
}

async function onPerson(d: FlowDeps, verb: "block" | "unblock" | "unpair", text: string, by: Decider): Promise<string> {
  const found = await d.pairing.find(text);
  const target = personFound(found);
  if (target === undefined) return notOne(found, text, verb);
  return personText(verb, await d.pairing[verb](target, by));
}

function personFound(found: FoundPerson): Principal | undefined {
  if (found.status === "one") return found.user.principal;
  return found.status === "new" ? found.principal : undefined;
}

function notOne(found: FoundPerson, text: string, verb: string): string {
  const shown = plainText(text, 64);
  if (found.status !== "many") return `I don't know "${shown}". Use channel:id, e.g. /${verb} telegram:123456789`;
  const lines = found.users.slice(0, 10).map((user) => {
    const name = plainText(user.profile.displayName ?? user.profile.username ?? "", 40);
    return `• ${formatPrincipal(user.principal)} ${name}`.trimEnd();
  });
  return `"${shown}" could be several people; nothing was changed. Use one of:\n${lines.join("\n")}`;
}

async function pendingText(d: FlowDeps): Promise<string> {
  const waiting = await d.pairing.pending({ limit: 11 });
  if (waiting.length === 0) return "No requests are waiting.";
  const lines = waiting.slice(0, 10).map((approval) => {
    const payload = payloadOf(approval);
    const name = plainText(payload.displayName ?? payload.username ?? "unnamed", 40);
    return `• ${name} (${personIn(approval)}), code ${payload.code}\n/approve ${approval.id}`;
  });
  const more = waiting.length > 10 ? "\n\nThere are more: see the dashboard." : "";
  return `Waiting for an answer:\n\n${lines.join("\n\n")}${more}`;
}

function usage(name: string): string {
  return name === "approve" || name === "deny"
    ? `Say which request: /${name} pair_… (send /pending to see them)`
    : `Say who: /${name} telegram:123456789, an id or an @username`;
}
