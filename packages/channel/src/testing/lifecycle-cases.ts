import { expect } from "vitest";
import { ada, type Cases } from "./inbound-cases.ts";
import { meetAda, rejection } from "./outbound-cases.ts";
import { everythingIn } from "./recording-host.ts";

/** How it starts, breaks and ends. */
export const lifecycleCases = {
  async "refuses bad credentials with denied and a hint"({ rejected, host, during }) {
    const adapter = rejected();
    const error = await rejection("start with bad credentials", during(adapter.start(host)));
    expect(error.code, "start with bad credentials").toBe("denied");
    expect(error.hint ?? "", "the error has a hint: what to do about the credentials").toMatch(/\S/);
    expect((await during(adapter.probe())).status, "probe after a refused start").toBe("down");
    await during(adapter.stop());
  },
  async "reconnects after a lost connection"({ platform, host, until, during, adapter }) {
    await platform.disconnect();
    await platform.dm(ada, "still there?");
    await until("the message arrives", () => host.messages.length === 1);
    const to = host.messages[0]?.conversation;
    if (to !== undefined) await during(adapter.send(to, { text: "yes" }));
    expect(platform.sent().map((message) => message.text)).toEqual(["yes"]);
  },
  async "stops twice, and for good"(bench) {
    const { adapter, platform, host, settle, during } = bench;
    const to = await meetAda(bench);
    await during(Promise.all([adapter.stop(), adapter.stop()]));
    const before = host.attempts.length;
    await Promise.resolve(platform.dm(ada, "too late")).catch(() => undefined);
    await settle();
    expect(host.attempts.length, "messages delivered after stop").toBe(before);
    const sending = await rejection("send after stop", during(adapter.send(to, { text: "?" })));
    expect(sending.code, "send after stop").toBe("unavailable");
    const starting = await rejection("start after stop", during(adapter.start(host)));
    expect(starting.code, "start after stop").toBe("unavailable");
    await during(adapter.stop());
  },
  async "answers a probe at any time"({ adapter, platform, during }) {
    expect((await during(adapter.probe())).status, "probe while connected").toBe("ok");
    await platform.disconnect();
    expect(await during(adapter.probe())).toHaveProperty("status");
    await during(adapter.stop());
    expect((await during(adapter.probe())).status, "probe after stop").toBe("down");
  },
  async "keeps its secrets out of logs and errors"(bench) {
    const { adapter, platform, host, secrets, during, until, settle } = bench;
    const to = await meetAda(bench);
    const errors: unknown[] = [await during(bench.rejected().start(host)).catch((error) => error)];
    host.before = async () => {
      throw new Error("disk full");
    };
    await platform.dm(ada, "unlucky");
    await until("the host fails", () => host.attempts.some((message) => message.text === "unlucky"));
    await platform.disconnect();
    errors.push(await during(adapter.send({ ...to, id: "404404" }, { text: "?" })).catch((error) => error));
    errors.push(await during(adapter.send(to, { text: "" })).catch((error) => error));
    errors.push(await during(adapter.probe()));
    await settle();
    await during(adapter.stop());
    errors.push(await during(adapter.send(to, { text: "?" })).catch((error) => error));
    const seen = `${host.logged()}\n${everythingIn(errors)}\n${JSON.stringify(errors)}`;
    for (const secret of secrets) expect(seen.includes(secret), "a secret was shown").toBe(false);
  },
} satisfies Cases;
