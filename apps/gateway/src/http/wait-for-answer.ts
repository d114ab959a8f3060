import type { App } from "../app.ts";

const patienceMs = 1500;

/** Does `act`, then waits until the bot's side of this conversation changed, at most a second and a half. */
export async function waitForAnswer(
  app: Pick<App, "chat" | "clock" | "watch">,
  id: string,
  act: () => Promise<void>,
): Promise<void> {
  const heard = (): string => JSON.stringify(app.chat.lines(id).filter((line) => line.from === "bot"));
  const before = heard();
  let settle = (): void => {};
  const answered = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const unwatch = app.watch(() => heard() !== before && settle());
  const cancel = app.clock.after(patienceMs, settle);
  try {
    await act();
    if (heard() === before) await answered;
  } finally {
    unwatch();
    cancel();
  }
}
