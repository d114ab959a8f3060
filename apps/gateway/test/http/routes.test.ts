import { describe, expect, test } from "vitest";
import { createParts } from "../../src/http/parts.ts";
import { register } from "../../src/http/register.ts";
import type { Route } from "../../src/http/route.ts";
import { makeRoutes } from "../../src/http/routes.ts";
import { createTestApp } from "./support/app.ts";
import { callApi, formType, startServer, token } from "./support/server.ts";

const options = { host: "127.0.0.1", port: 0, operatorToken: token, app: createTestApp().app };
const parts = createParts(options, () => "http://localhost");
const routes = makeRoutes(parts);
const fill = (path: string): string => path.replace(/:[a-z]+/g, "nobody");
const named = (access: Route["access"]) =>
  routes.filter((route) => route.access === access).map((route) => [route.method, fill(route.path)] as const);

describe("Every route says who may call it", () => {
  test("and one that does not cannot be registered", () => {
    const bare = { method: "GET", path: "/secret", handle: () => new Response("!") };
    expect(() => register([bare as unknown as Route], parts)).toThrow(/who may call it/);
  });

  test("and no two routes share a method and a path", () => {
    const names = routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("and the public ones are these and no others", () => {
    const names = named("public").map(([method, path]) => `${method} ${path.replace(/\.[\w-]{12}\./, ".")}`);
    expect(names.sort()).toEqual([
      "GET /assets/icon.svg",
      "GET /assets/script.js",
      "GET /assets/style.css",
      "GET /healthz",
      "GET /readyz",
      "GET /sign-in",
      "POST /sign-in",
    ]);
  });

  test.each([...named("signed-in"), ...named("operator")])(
    "%s %s refuses a caller without credentials",
    async (method, path) => {
      const server = await startServer();
      const json = { "content-type": "application/json" };
      for (const headers of [{}, json, formType, { "x-owner": "true", "x-forwarded-user": "owner" }]) {
        const reply = await server.send(path, { method, headers, ...(method === "POST" && { body: "{}" }) });
        expect(reply.status).toBe(401);
      }
    },
  );

  test.each(named("operator"))("%s %s takes the operator token", async (method, path) => {
    const server = await startServer();
    const reply = await callApi(server, method, path, method === "POST" ? {} : undefined);
    expect([200, 400, 404]).toContain(reply.status);
  });

  test.each(named("operator"))("%s %s refuses a browser that sends no CSRF header", async (method, path) => {
    const server = await startServer();
    const { cookie, csrf } = await server.signIn();
    const headers = { cookie, "content-type": "application/json" };
    const body = method === "POST" ? { body: "{}" } : {};
    expect((await server.send(path, { method, headers, ...body })).status).toBe(403);
    const good = await server.send(path, { method, headers: { ...headers, "x-csrf-token": csrf }, ...body });
    expect([200, 400, 404]).toContain(good.status);
  });

  test.each(named("signed-in").filter(([, path]) => path !== "/events"))(
    "%s %s serves a signed-in browser",
    async (method, path) => {
      const server = await startServer();
      const browser = await server.signIn();
      const reply = await (method === "GET" ? browser.get(path) : browser.post(path, {}));
      expect([200, 303]).toContain(reply.status);
    },
  );

  test.each(named("signed-in").filter(([method]) => method === "POST"))(
    "%s %s refuses a form without its CSRF token",
    async (_method, path) => {
      const server = await startServer();
      const browser = await server.signIn();
      expect((await browser.post(path, { csrf: "" })).status).toBe(403);
      expect((await browser.post(path, { csrf: `${browser.csrf}x` })).status).toBe(403);
    },
  );

  test.each(named("signed-in").filter(([method, path]) => method === "GET" && path !== "/events"))(
    "%s %s is opened by no token",
    async (_method, path) => {
      expect((await callApi(await startServer(), "GET", path)).status).toBe(401);
    },
  );

  test("and no path knows a method that nobody declared, whoever calls", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const declared = new Map<string, Set<string>>();
    for (const { method, path } of routes) declared.set(path, (declared.get(path) ?? new Set()).add(method));
    const callers = [
      {},
      { cookie: browser.cookie, "x-csrf-token": browser.csrf },
      { authorization: `Bearer ${token}` },
    ];
    for (const [path, methods] of declared) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
        // Webhooks are served before all others, by methods of their own.
        if (methods.has(method) || path.startsWith("/webhooks/")) continue;
        for (const headers of callers) {
          const reply = await server.send(fill(path), { method, headers: { ...headers, ...formType } });
          expect([method, path, reply.status]).toEqual([method, path, 404]);
        }
      }
    }
  });

  test("however its path is spelled", async () => {
    const server = await startServer();
    const paths = ["/api/v1/%61pprovals", "/API/v1/approvals", "/api//v1/approvals", "/x/%2e%2e/api/v1/approvals"];
    for (const path of [...paths, "/api/v1/approvals/", "/api/v1/./approvals", "/%61pprovals", "//approvals"]) {
      expect([401, 404]).toContain((await server.send(path)).status);
    }
    expect((await server.send("/api/v1/users/%zz")).status).toBe(400);
    expect((await server.send("/%e0%a4%a")).status).toBe(400);
  });
});
