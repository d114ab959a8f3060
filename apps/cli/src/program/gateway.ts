import { InvalidArgumentError } from "commander";
import type { InitOptions } from "../commands/init.ts";
import type { Program } from "./parts.ts";

/** `gateway`, `dashboard`, `status`, `init`. */
export function addGateway({ root, run }: Program): void {
  root
    .command("gateway")
    .description("run the gateway in the foreground until Ctrl-C or SIGTERM")
    .option("-p, --port <port>", "listen here instead of gateway.port", port)
    .option("-v, --verbose", "log more")
    .action((options: { port?: number; verbose?: boolean }, command) =>
      run(command, async (context) => (await import("../commands/gateway.ts")).runGateway(context, options)),
    );
  root
    .command("dashboard")
    .description("print a one-time link that signs you in to the dashboard")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/dashboard.ts")).printDashboardLink(context)),
    );
  root
    .command("status")
    .description("say whether a gateway runs here and how it is doing")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/status.ts")).printStatus(context)),
    );
  root
    .command("init")
    .description("write a commented config file")
    .option("--path <file>", "write it here")
    .option("--force", "replace a file that is there")
    .option("--owner <who>", "whose bot it is, as channel:id; else it is asked for")
    .option("-y, --yes", "ask nothing")
    .action((options: InitOptions, command) =>
      run(command, async (context) => (await import("../commands/init.ts")).init(context, options)),
    );
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return value;
}
