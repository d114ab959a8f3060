import { MoltbotError } from "@moltbot/core";
import { createIdentityDesk } from "../../identities/desk.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { HttpContext, Operator, OperatorRoute } from "../route.ts";
import { readLimit } from "./read-query.ts";

type Body = Readonly<Record<string, unknown>>;
type Act = (who: string, body: Body, by: { kind: "operator"; via: Operator["via"] }) => Promise<object>;

/** Labels, links and claims: `/api/v1/{claims,labels,links}` and verbs below `/api/v1/users/:who`. */
export function identityRoutes({ app }: HttpParts): OperatorRoute[] {
  const desk = createIdentityDesk(app);
  const list = (path: string, read: (c: HttpContext) => Promise<readonly object[]>): OperatorRoute => ({
    ...{ method: "GET", path, access: "operator", scope: "operator.read" },
    handle: async (c) => c.json(await read(c)),
  });
  const verb = (name: string, keys: readonly string[], act: Act): OperatorRoute => ({
    ...{ method: "POST", path: `/api/v1/users/:who/${name}`, access: "operator", scope: "operator.pairing" },
    handle: async (c, { via }, body) => {
      onlyKeys(body, keys);
      const result = await act(c.req.param("who") ?? "", body, { kind: "operator", via });
      app.changed("users");
      return c.json(result);
    },
  });
  return [
    list("/api/v1/claims", (c) => {
      const channel = c.req.query("channel");
      return desk.claims({ limit: readLimit(c, 200), ...(channel === undefined ? {} : { channel }) });
    }),
    list("/api/v1/labels", () => desk.labels()),
    list("/api/v1/links", () => desk.links()),
    verb("tag", ["labels"], (who, body, by) => desk.tag("tag", who, textsIn(body, "labels"), by)),
    verb("untag", ["labels"], (who, body, by) => desk.tag("untag", who, textsIn(body, "labels"), by)),
    verb("link", ["with", "name"], (who, body, by) => {
      const name = textIn(body, "name");
      const others = body["with"] === undefined ? [] : textsIn(body, "with");
      return desk.link([who, ...others], name === undefined ? {} : { name }, by);
    }),
    verb("unlink", [], (who, _, by) => desk.unlink(who, by)),
    verb("pin", ["entry"], (who, body, by) => desk.pin("pin", who, textIn(body, "entry"), by)),
    verb("unpin", ["entry"], (who, body, by) => desk.pin("unpin", who, textIn(body, "entry"), by)),
  ];
}

function textIn(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || (typeof value === "string" && value !== "" && value.length <= 512)) return value;
  throw new MoltbotError("invalid", `"${key}" is not text`);
}

function textsIn(body: Body, key: string): readonly string[] {
  const value = body[key];
  const isList = Array.isArray(value) && value.length > 0 && value.length <= 64;
  if (isList && value.every((one): one is string => typeof one === "string" && one.length <= 512)) return value;
  throw new MoltbotError("invalid", `"${key}" is not a list of texts`);
}
