// A gateway as a process of its own, so that tests can kill it. Arguments: config file, state directory.
import { readFile } from "node:fs/promises";
import { parseConfig } from "@moltbot/config";
import type { Logger } from "@moltbot/core";
import { startGateway } from "../../src/index.ts";

const [configFile = "", stateDir = ""] = process.argv.slice(2);

const write =
  (level: string): Logger["info"] =>
  (message, fields) => {
    process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
  };

const parsed = parseConfig(await readFile(configFile, "utf8"), { file: configFile });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const gateway = await startGateway({
  config: parsed.config,
  stateDir,
  port: parsed.config.gateway?.port ?? 0,
  log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
});
process.stdout.write(`ready ${gateway.url}\n`);
process.once("SIGTERM", () => {
  void gateway.stop().then(() => process.exit(0));
});
