import { median } from "../median.ts";
import type { Crowded } from "./start.ts";

const paths = ["/approvals", "/", "/users", "/audit", "/sessions", "/policy", "/devices"];
const rounds = 30;

/** How long pages take while many wait, from the request to the last byte, in milliseconds. */
export async function measurePages(crowded: Crowded): Promise<readonly string[]> {
  const cookie = await signIn(crowded);
  const rows: string[] = [];
  for (const path of paths) {
    const times: number[] = [];
    let bytes = 0;
    for (let n = 0; n < rounds; n++) {
      const from = performance.now();
      const answer = await fetch(new URL(path, crowded.process.url), { headers: { cookie } });
      bytes = (await answer.text()).length;
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      times.push(performance.now() - from);
    }
    // The first ones warm the compiler up.
    const warm = times.slice(5);
    rows.push(
      `| \`${path}\` | ${median(warm).toFixed(0)} | ${Math.max(...warm).toFixed(0)} | ${(bytes / 1024).toFixed(0)} |`,
    );
  }
  return rows;
}

async function signIn({ call, process }: Crowded): Promise<string> {
  const { url } = (await call("/api/v1/sign-in-links", {})) as { url: string };
  const body = new URLSearchParams({ token: new URL(url).searchParams.get("token") ?? "" });
  const answer = await fetch(new URL("/sign-in", process.url), { method: "POST", body, redirect: "manual" });
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
}
