import { expect, test } from "vitest";
import { callApi, startServer } from "./support/server.ts";

test("every answer forbids inline code, foreign code, framing, sniffing and caching", async () => {
  const server = await startServer();
  const browser = await server.signIn();
  const replies = [
    await server.send("/sign-in"),
    await server.send("/nothing"),
    await server.send("/approvals"),
    await server.send("/", { headers: { host: "evil.example" } }),
    await browser.get("/approvals"),
    await browser.get("/chat?as=stranger"),
    await callApi(server, "GET", "/api/v1/users"),
    await callApi(server, "GET", "/api/v1/users/nobody"),
  ];
  for (const { headers } of replies) {
    const csp = headers["content-security-policy"] ?? "";
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["referrer-policy"]).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("pages hold no inline script, style or handler, and name no other host", async () => {
  const server = await startServer();
  const browser = await server.signIn();
  for (const path of [
    "/",
    "/approvals",
    "/users",
    "/devices",
    "/sessions",
    "/channels",
    "/audit",
    "/policy",
    "/doctor",
    "/chat?as=stranger",
    "/chat?as=owner",
    "/sign-in",
  ]) {
    const { text } = await browser.get(path);
    expect(text).not.toMatch(/<script(?! src="\/assets\/)|<style|\son[a-z]+=|\sstyle=|javascript:|https?:\/\/|="\/\//i);
  }
});

test("files of the pages may be kept for good, as their address changes with their text", async () => {
  const server = await startServer();
  const { text } = await server.send("/sign-in");
  const paths = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
  expect(paths).toHaveLength(3);
  for (const path of paths) {
    const reply = await server.send(path);
    expect(reply.status).toBe(200);
    expect(reply.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(reply.headers["content-type"]).toMatch(/^(text\/css|text\/javascript|image\/svg\+xml)/);
  }
});
