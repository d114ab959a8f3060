import type { Api } from "./api.ts";

/** A signed-in browser without scripts, as far as these tests need one. */
export interface PageReader {
  /** The HTML of a page. */
  read(path: string): Promise<string>;
  /** Says something in the web chat; resolves with the page once the bot has answered. */
  say(text: string): Promise<string>;
}

/** Signs in through a one-time link. */
export async function openPage(api: Api): Promise<PageReader> {
  const { body } = await api.post("sign-in-links", {});
  const link = new URL(String(body["url"]));
  const cookies = new Map<string, string>();

  async function visit(path: string, form?: Record<string, string>): Promise<string> {
    const response = await fetch(new URL(path, link), {
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; "), origin: link.origin },
      redirect: "manual",
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const [, name = "", value = ""] of response.headers
      .getSetCookie()
      .map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? [])) {
      cookies.set(name, value);
    }
    const next = response.headers.get("location");
    if (next !== null) return visit(next);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  await visit("/sign-in", { token: link.searchParams.get("token") ?? "" });
  return {
    read: (path) => visit(path),
    async say(text) {
      const csrf = /name="csrf" value="([^"]+)"/.exec(await visit("/chat"))?.[1] ?? "";
      return visit("/chat", { csrf, text, as: "stranger" });
    },
  };
}
