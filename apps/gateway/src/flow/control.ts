import type { Approval, GrantScope } from "@moltbot/approvals";
import type { Command } from "@moltbot/channel";
import { type Address, formatPrincipal, isMoltbotError, type Principal, parseDuration, plainText } from "@moltbot/core";
import { type Decider, type FoundPerson, isEscalated } from "@moltbot/pairing";
import { personCaller } from "../devices/callers.ts";
import { deviceDecisionText } from "../devices/texts.ts";
import { pendingCommand } from "../exec/approvals/cards.ts";
import { readScope } from "../exec/approvals/scopes.ts";
import { execDecisionText } from "../exec/approvals/texts.ts";
import { type ButtonPress, personIn } from "./cards.ts";
import { delegationText } from "./delegation-text.ts";
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
  "delegate",
  "undelegate",
]);

/** Carries out a control command and says what came of it. Who may do what is checked inside `pairing`. */
export async function runControl(d: FlowDeps, who: Principal, command: Command): Promise<string> {
  const by: Decider = { kind: "person", principal: who, via: "chat" };
  const words = command.args.trim().split(/\s+/).filter(Boolean);
  const [target, word] = words;
  if (command.name === "pending") return pendingText(d, who);
  if (command.name === "undelegate") return delegationText(await d.pairing.undelegate(who, by), "undelegate");
  if (target === undefined) return usage(command.name);
  if (command.name === "approve" || command.name === "deny") {
    const scope = readScope(word);
    // A word that is no scope must not quietly become the widest one.
    if (isCommand(target) && word !== undefined && scope === undefined) return usage(command.name);
    return decide(d, { verb: command.name, id: target, ...(scope === undefined ? {} : { scope }) }, by);
  }
  const more = command.args.trim().slice(target.length).trim();
  if (command.name === "delegate") return delegate(d, who, { target, more }, by);
  return onPerson(d, command.name as PersonVerb, { text: target, more }, by);
}

/** Carries out a button press. The payload names the request; the clicker's own rights decide. */
export async function runButton(d: FlowDeps, who: Principal, press: ButtonPress): Promise<string> {
  const by: Decider = { kind: "person", principal: who, via: "chat" };
  return press.verb === "block"
    ? onPerson(d, "block", { text: press.id, more: "" }, by)
    : decide(d, { ...press, verb: press.verb }, by);
}

/** Whether an id is meant as that of a question about a command. Ids are compared whole, later. */
function isCommand(id: string): boolean {
  return id.startsWith("exec_");
}

/** An answer on its way. */
interface ChatAnswer {
  readonly verb: "approve" | "deny";
  readonly id: string;
  readonly scope?: GrantScope;
}

/** Passes an answer to whoever counts that kind; it is written down there, also when it is refused. */
export async function passAnswer(d: FlowDeps, { verb, id, scope }: ChatAnswer, by: Decider): Promise<string> {
  if (id.startsWith("dev_") && by.kind === "person") {
    const caller = personCaller(d.policy(), by.principal);
    return deviceDecisionText(await d.devices[verb === "approve" ? "approve" : "reject"](id, caller));
  }
  if (!isCommand(id)) return decisionText(await d.pairing[verb](id, by));
  return execDecisionText(await d.exec.decide(id, verb, { by, ...(scope === undefined ? {} : { scope }) }));
}

async function decide(d: FlowDeps, answer: ChatAnswer, by: Decider): Promise<string> {
  try {
    return await passAnswer(d, answer, by);
  } catch (error) {
    // Trying again does not mend a row that nobody can read, and who decides should hear of it.
    if (!isMoltbotError(error) || error.code !== "invalid") throw error;
    return plainText(`Nothing was decided. ${error.message}. ${error.hint ?? ""}`, 500);
  }
}

async function onPerson(d: FlowDeps, verb: PersonVerb, { text, more }: Words, by: Decider): Promise<string> {
  const found = await d.pairing.find(text);
  const target = personFound(found);
  if (target === undefined) return notOne(found, text, verb);
  if (verb !== "block") return personText(verb, await d.pairing[verb](target, by));
  const terms = readBlockTerms(more);
  return terms === undefined ? usage("block") : personText("block", await d.pairing.block(target, by, terms));
}

type PersonVerb = "block" | "unblock" | "unpair";

/** A person as they were written, and the words after them. */
interface Words {
  readonly text: string;
  readonly more: string;
}

/** `7d spam`, `7d`, `spam`; a first word that begins like a time and is none must not quietly block for good. */
function readBlockTerms(more: string): { readonly reason?: string; readonly forMs?: number } | undefined {
  const [first = "", ...rest] = more.split(/\s+/).filter(Boolean);
  const reasonOf = (words: readonly string[]): object => (words.length === 0 ? {} : { reason: words.join(" ") });
  if (!/^\d/.test(first)) return first === "" ? {} : reasonOf([first, ...rest]);
  const forMs = readTime(first);
  return forMs === undefined || forMs < leastBlockMs ? undefined : { forMs, ...reasonOf(rest) };
}

/** Shorter blocks are slips. */
const leastBlockMs = 60_000;

function readTime(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}

async function delegate(
  d: FlowDeps,
  who: Principal,
  { target, more }: { target: string; more: string },
  by: Decider,
): Promise<string> {
  const forMs = readTime(more);
  if (forMs === undefined) return usage("delegate");
  const found = await d.pairing.find(target);
  const to = personFound(found);
  if (to === undefined) return notOne(found, target, "delegate");
  return delegationText(await d.pairing.delegate(addressOf(who), addressOf(to), forMs, by), "delegate");
}

const addressOf = ({ channel, id }: Principal): Address => ({ channel, id });

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

/** Most requests of each kind in one message. Commands are shown whole. */
const most = { people: 10, commands: 5 };

async function pendingText(d: FlowDeps, who: Principal): Promise<string> {
  const approver = d.policy().isApprover(who);
  const all = approver || (await isDelegate(d, who));
  const [people, commands] = await Promise.all([
    d.pairing.pending(all ? { limit: most.people + 1 } : {}).then((list) => (all ? list : list.filter(isEscalated))),
    approver ? d.exec.pending({ limit: most.commands + 1 }) : [],
  ]);
  if (people.length === 0 && commands.length === 0) return "No requests are waiting.";
  const lines = [
    ...people.slice(0, most.people).map(personLine),
    ...commands.slice(0, most.commands).map((approval) => `• ${pendingCommand(approval)}`),
  ];
  const more =
    people.length > most.people || commands.length > most.commands ? "\n\nThere are more: see the dashboard." : "";
  return `Waiting for an answer:\n\n${lines.join("\n\n")}${more}`;
}

async function isDelegate(d: FlowDeps, { channel, id }: Principal): Promise<boolean> {
  return (await d.pairing.delegations()).some(({ to }) => to.channel === channel && to.id === id);
}

function personLine(approval: Approval): string {
  const payload = payloadOf(approval);
  const name = plainText(payload.displayName ?? payload.username ?? "unnamed", 40);
  return `• ${name} (${personIn(approval)}), code ${payload.code}\n/approve ${approval.id}`;
}

function usage(name: string): string {
  if (name === "delegate") return "Say to whom and for how long: /delegate telegram:123456789 2d";
  if (name === "block")
    return "Say who, and for how long if it ends: /block telegram:123456789 or /block telegram:123456789 7d";
  if (name === "deny") return "Say which request: /deny pair_… or /deny exec_… (send /pending to see them)";
  return name === "approve"
    ? "Say which request: /approve pair_…, /approve dev_… or /approve exec_… once, session or always (send /pending to see them)"
    : `Say who: /${name} telegram:123456789, an id or an @username`;
}
