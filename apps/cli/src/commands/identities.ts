import { plainText } from "@moltbot/core";
import { type ClaimView, type LinkView, withIdentities } from "../backend/identity-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { addressOf, nameOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `users tag` and `users untag`. */
export async function tagUser(
  context: Context,
  verb: "tag" | "untag",
  who: string,
  labels: readonly string[],
): Promise<ExitCode> {
  const result = await withIdentities(context, (backend) => backend.tag(verb, who, labels));
  return told(context, result, () => {
    const address = plainText(addressOf(result), 300);
    const now = result.labels.length === 0 ? "no label" : result.labels.map((label) => `@${label}`).join(" ");
    printLine(context, `${address} has ${now}${result.status === "unchanged" ? "; nothing was changed" : ""}.`);
    const [first] = labels;
    if (verb === "tag" && first !== undefined) sayNext(context, "users", "untag", address, first);
    else sayNext(context, "users", "tags");
  });
}

/** `users tags`. */
export async function listTags(context: Context): Promise<ExitCode> {
  const rows = await withIdentities(context, (backend) => backend.labels());
  return told(context, rows, () => {
    if (rows.length === 0) {
      say(context, "Nobody is labelled.");
      return sayNext(context, "users", "tag", "telegram:123456789", "@family");
    }
    const { out } = context.io;
    out.write(
      table(
        rows,
        [
          { title: "WHO", cell: addressOf },
          { title: "LABELS", cell: ({ labels }) => labels.map((label) => `@${label}`).join(" "), shrinkTo: 10 },
        ],
        { width: out.columns, title: (line) => paint(out, "bold", line) },
      ),
    );
  });
}

/** `users link`. */
export async function linkUsers(
  context: Context,
  who: readonly [string, ...string[]],
  o: { name?: string },
): Promise<ExitCode> {
  const result = await withIdentities(context, (backend) => backend.link(who, o));
  return told(context, result, () => {
    printLine(context, `${linkText(result)}${result.status === "unchanged" ? " Nothing was changed." : ""}`);
    sayNext(context, "users", "unlink", who[0]);
  });
}

/** `users unlink`. */
export async function unlinkUser(context: Context, who: string): Promise<ExitCode> {
  const result = await withIdentities(context, (backend) => backend.unlink(who));
  return told(context, result, () => {
    const shown = plainText(who, 300);
    if (result.status === "unchanged") return printLine(context, `${shown} is linked to nobody; nothing was changed.`);
    printLine(context, `Unlinked ${shown}.${result.person === undefined ? "" : ` ${linkText(result)}`}`);
    sayNext(context, "users", "links");
  });
}

/** `users links`. */
export async function listLinks(context: Context): Promise<ExitCode> {
  const rows = await withIdentities(context, (backend) => backend.links());
  return told(context, rows, () => {
    if (rows.length === 0) {
      say(context, "No identities are linked, but those of identityLinks in the config.");
      return sayNext(context, "users", "link", "telegram:123456789", "discord:803112345678901234");
    }
    const { out } = context.io;
    out.write(
      table(
        rows,
        [
          { title: "PERSON", cell: ({ name }) => name ?? "" },
          { title: "IDENTITIES", cell: ({ identities }) => identities.join(", "), shrinkTo: 20 },
        ],
        { width: out.columns, title: (line) => paint(out, "bold", line) },
      ),
    );
  });
}

/** `users pin` and `users unpin`. */
export async function pinUser(
  context: Context,
  verb: "pin" | "unpin",
  who: string,
  entry: string | undefined,
): Promise<ExitCode> {
  const result = await withIdentities(context, (backend) => backend.pin(verb, who, entry));
  return told(context, result, () => {
    const [address, shown] = [plainText(addressOf(result), 300), plainText(result.entry, 120)];
    if (result.status === "unchanged") printLine(context, "It was so already; nothing was changed.");
    else if (verb === "pin") printLine(context, `${shown} means ${address} now, whatever they are called.`);
    else printLine(context, `${shown} does not mean ${address} any more.`);
    if (verb === "pin") sayNext(context, "users", "unpin", address, shown);
    else sayNext(context, "users", "list", "--claims");
  });
}

/** `users list --claims`. */
export async function listClaims(context: Context, o: { channel?: string }): Promise<ExitCode> {
  const query = o.channel === undefined ? {} : { channel: o.channel.toLowerCase() };
  const claims = await withIdentities(context, (backend) => backend.claims({ ...query, limit: 1000 }));
  return told(context, claims, () => {
    const [first] = claims;
    if (first === undefined) return say(context, "Nobody is called what an entry of allowFrom names.");
    context.io.out.write(claimsTable(context, claims));
    sayNext(context, "users", "pin", addressOf(first), first.entry);
  });
}

function claimsTable(context: Context, claims: readonly ClaimView[]): string {
  const { out } = context.io;
  const now = context.io.now();
  return table(
    claims,
    [
      { title: "WHO", cell: addressOf },
      { title: "NAME", cell: nameOf, shrinkTo: 6 },
      { title: "CLAIMS", cell: ({ entry }) => entry },
      { title: "ALREADY PINNED TO", cell: ({ pinnedTo }) => pinnedTo.join(", "), shrinkTo: 10 },
      { title: "NOTED", cell: ({ times }) => `${times}x`, leaveOut: 0 },
      { title: "LAST SEEN", cell: ({ lastSeenAt }) => relativeTime(lastSeenAt, now), leaveOut: 1 },
    ],
    { width: out.columns, title: (line) => paint(out, "bold", line) },
  );
}

function linkText({ person }: LinkView): string {
  if (person === undefined) return "";
  const { name, identities } = person;
  const who = plainText(identities.join(", "), 1000);
  return `${who} are one person${name === undefined ? "" : `, ${plainText(name, 40)}`}.`;
}

/** A result: stdout, unlike what is said beside it. */
function printLine(context: Context, text: string): void {
  context.io.out.write(`${text}\n`);
}

/** The result as JSON, or in words. */
function told(context: Context, result: unknown, words: () => void): ExitCode {
  if (context.json) printJson(context, result);
  else words();
  return exitCodes.ok;
}
