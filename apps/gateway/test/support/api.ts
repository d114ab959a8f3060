import { readGatewayFile } from "../../src/state-file.ts";

/** The operator's API of one gateway, as the CLI uses it. */
export interface Api {
  get<T>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** Opens the API of the gateway that runs in `stateDir`. */
export async function openApi(stateDir: string): Promise<Api> {
  const file = await readGatewayFile(stateDir);
  if (file === undefined) throw new Error(`no gateway runs in ${stateDir}`);
  const headers = { authorization: `Bearer ${file.token}`, "content-type": "application/json" };
  return {
    async get<T>(path: string) {
      const response = await fetch(`${file.url}/api/v1/${path}`, { headers });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async post(path, body) {
      const response = await fetch(`${file.url}/api/v1/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
