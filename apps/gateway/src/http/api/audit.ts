import { type ChainHead, type ExportFormat, exportFormats, exportLog } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import type { HttpParts } from "../parts.ts";
import { auditUser } from "../people.ts";
import { onlyKeys } from "../request-body.ts";
import type { HttpContext, Operator, OperatorRoute } from "../route.ts";
import { streamOf } from "../stream-of.ts";
import { readLimit, readTime, readWord, timeOf } from "./read-query.ts";
import { auditShape } from "./shapes.ts";

/** `/api/v1/audit`, its head, its proof and its export (SPEC R9.5). */
export function auditRoutes(parts: HttpParts): OperatorRoute[] {
  const { app } = parts;
  const { audit } = app.stores;
  return [
    {
      method: "GET",
      path: "/api/v1/audit",
      access: "operator",
      handle: async (c) => {
        const [since, until] = [readTime(c, "since"), readTime(c, "until")];
        const { user, event, cursor } = c.req.query();
        const order = readWord(c, "order", ["newest", "oldest"]);
        const page = await audit.query({
          limit: readLimit(c, 100),
          ...(user && { user: await auditUser(app.pairing, user) }),
          ...(event && { event }),
          ...(cursor && { cursor }),
          ...(order && { order }),
          ...(since !== undefined && { since }),
          ...(until !== undefined && { until }),
        });
        if (page.next !== undefined) c.header("Next-Cursor", page.next);
        return c.json(page.records.map(auditShape));
      },
    },
    {
      method: "GET",
      path: "/api/v1/audit/head",
      access: "operator",
      handle: async (c) => {
        await audit.seal();
        return c.json(await audit.head());
      },
    },
    {
      method: "POST",
      path: "/api/v1/audit/verify",
      access: "operator",
      handle: async (c, _by, body) => {
        onlyKeys(body, ["head"]);
        const remembered = readHead(body["head"]);
        return c.json(await audit.verify(remembered === undefined ? {} : { remembered }));
      },
    },
    {
      method: "POST",
      path: "/api/v1/audit/export",
      access: "operator",
      handle: (c, by, body) => exporting(c, parts, { by, body }),
    },
  ];
}

async function exporting(
  c: HttpContext,
  parts: HttpParts,
  { by, body }: { by: Operator; body: Readonly<Record<string, unknown>> },
): Promise<Response> {
  onlyKeys(body, ["format", "user", "event", "since", "until"]);
  const { app } = parts;
  const format = exportFormats.find((one) => one === body["format"]) ?? refuse("format", "Write csv or json.");
  const pieces = await exportLog(app.stores.audit, {
    format,
    filter: await readFilter(app.pairing, body),
    by: { kind: "operator", via: by.via },
    now: app.clock.now(),
  });
  const stream = await streamOf(c, parts, pieces);
  c.header("Content-Type", contentTypes[format]);
  c.header("Cache-Control", "no-store");
  return c.body(stream);
}

/** What a file of this format is. */
export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
};

function refuse(name: string, hint: string): never {
  throw new MoltbotError("invalid", `"${name}" cannot be read`, { hint });
}

async function readFilter(pairing: Pairing, body: Readonly<Record<string, unknown>>) {
  const textAt = (name: string): string | undefined => {
    const value = body[name];
    return value === undefined || typeof value === "string" ? value : refuse(name, "Send text.");
  };
  const timeAt = (name: string): number | undefined => {
    const value = textAt(name);
    return value === undefined ? undefined : timeOf(name, value);
  };
  const [user, event, since, until] = [textAt("user"), textAt("event"), timeAt("since"), timeAt("until")];
  return {
    ...(user && { user: await auditUser(pairing, user) }),
    ...(event && { event }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

function readHead(value: unknown): ChainHead | undefined {
  if (value === undefined) return undefined;
  const { seq, hash } = (typeof value === "object" && value !== null ? value : {}) as Partial<ChainHead>;
  if (!Number.isSafeInteger(seq) || typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
    return refuse("head", "Send what GET /api/v1/audit/head gave: {seq, hash}.");
  }
  return { seq: Number(seq), hash };
}
