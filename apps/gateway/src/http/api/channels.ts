import type { ChannelLogin, LoginState } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { HttpContext, OperatorRoute } from "../route.ts";
import { iso } from "./shapes.ts";

const path = "/api/v1/channels/:channel/:account/login";

function shapeOf(state: LoginState): Readonly<Record<string, string | undefined>> {
  return state.status === "waiting" ? { ...state, expiresAt: iso(state.expiresAt) } : state;
}

/** `/api/v1/channels/<channel>/<account>/login`: linking an account by QR code or pairing code. */
export function channelRoutes({ app }: HttpParts): OperatorRoute[] {
  const loginOf = async (c: HttpContext): Promise<ChannelLogin> => {
    const [channel, account] = [c.req.param("channel") ?? "", c.req.param("account") ?? ""];
    const login = await app.channelLogin(channel, account);
    if (login !== undefined) return login;
    const down = (await app.channels()).find((one) => one.channel === channel && one.account === account);
    throw new MoltbotError(down === undefined ? "not_found" : "unavailable", "this channel account cannot be linked", {
      hint: down?.health.detail ?? "Name a WhatsApp account that the config has.",
    });
  };
  return [
    { method: "GET", path, access: "operator", handle: async (c) => c.json(shapeOf((await loginOf(c)).state())) },
    {
      method: "POST",
      path,
      access: "operator",
      handle: async (c, by, body) => {
        onlyKeys(body, []);
        const login = await loginOf(c);
        const state = await login.begin();
        await app.stores.audit.append([
          {
            event: "channel.login_begun",
            at: app.clock.now(),
            outcome: "done",
            actor: { kind: "operator", via: by.via },
            ref: `${c.req.param("channel")}/${c.req.param("account")}`,
          },
        ]);
        return c.json(shapeOf(state));
      },
    },
  ];
}
