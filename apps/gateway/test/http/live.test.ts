import { request } from "node:http";
import { expect, test } from "vitest";
import { ask, person } from "./support/people.ts";
import { startServer } from "./support/server.ts";

/** An open stream: what it says, line by line, and its end. */
function openStream(port: number, cookie: string) {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let ended = false;
  const wake = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const outgoing = request({ port, host: "127.0.0.1", path: "/events", headers: { cookie } }, (incoming) => {
    incoming.setEncoding("utf8").on("data", (text: string) => {
      lines.push(...text.split("\n").filter((line) => line !== ""));
      wake();
    });
    incoming.on("close", () => {
      ended = true;
      wake();
    });
  });
  outgoing.end();
  return {
    lines,
    says: (line: string) => until(() => lines.includes(line)),
    ends: () => until(() => ended),
  };
}

test("open pages hear that something changed, never what", async () => {
  const server = await startServer();
  const browser = await server.signIn();
  const stream = openStream(server.port, browser.cookie);
  await stream.says("retry: 2000");
  const { id } = await ask(server, person("7"), { displayName: "Mina" });
  await browser.post(`/approvals/${id}`, { decision: "approve" });
  await stream.says("data: approvals");
  await stream.says("data: users");
  expect(stream.lines.join()).not.toMatch(/Mina|pair_/);
  await server.clock.advance(25_000);
  await stream.says(": still here");
});

test("a stream ends with its session, at sign-out and when the gateway stops", async () => {
  const server = await startServer();
  const [one, two, three] = [await server.signIn(), await server.signIn(), await server.signIn()];
  const [out, late] = [openStream(server.port, one.cookie), openStream(server.port, two.cookie)];
  await Promise.all([out.says("retry: 2000"), late.says("retry: 2000")]);
  await one.post("/sign-out", {});
  await out.ends();
  await server.clock.advance(12 * 3_600_000);
  await late.ends();
  const again = await server.signIn();
  const last = openStream(server.port, again.cookie);
  await last.says("retry: 2000");
  await server.http.close();
  await last.ends();
  expect(three.cookie).not.toBe(again.cookie);
});
