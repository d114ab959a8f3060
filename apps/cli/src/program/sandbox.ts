import type { PruneOptions } from "../commands/sandbox-files.ts";
import type { Program } from "./parts.ts";

/** `sandbox setup|import|status|list|prune|explain`. */
export function addSandbox({ root, run }: Program): void {
  const sandbox = root.command("sandbox").description("what tools and commands of sandboxed sessions run in");
  sandbox
    .command("setup")
    .description("build the image of sandboxes with Docker")
    .option("--tag <name>", "name of the image (default: moltbot-sandbox:1)")
    .option("--base <image>", "image to start from (default: debian:bookworm-slim)")
    .addHelpText("after", setupHelp)
    .action((options: { tag?: string; base?: string }, command) =>
      run(command, async (context) => (await import("../commands/sandbox-image.ts")).setUp(context, options)),
    );
  sandbox
    .command("import")
    .description("take the image of sandboxes from a file; no network is needed")
    .argument("<tarball>", "what docker save or docker export wrote, plain or by gzip")
    .option("--tag <name>", "name that it gets (default: moltbot-sandbox:1)")
    .addHelpText("after", importHelp)
    .action((file: string, options: { tag?: string }, command) =>
      run(command, async (context) =>
        (await import("../commands/sandbox-image.ts")).importFile(context, file, options),
      ),
    );
  sandbox
    .command("status")
    .description("say which engines answer, whether the image is there, and what the config says")
    .addHelpText("after", statusHelp)
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/sandbox-status.ts")).printSandboxes(context)),
    );
  sandbox
    .command("list")
    .description("list the files that sandboxes keep here, and whose they are")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/sandbox-files.ts")).listSandboxes(context)),
    );
  sandbox
    .command("prune")
    .description("remove what an ended gateway left: containers and empty directories")
    .option("--files", "also directories with files that did not change for long")
    .option("--older <time>", "how long that is", "30 days")
    .option("--dry-run", "only say what would go")
    .option("-y, --yes", "do it; files do not come back")
    .action((options: PruneOptions, command) =>
      run(command, async (context) => (await import("../commands/sandbox-files.ts")).pruneFiles(context, options)),
    );
  sandbox
    .command("explain")
    .description("say what tools of somebody's session would work in, and why")
    .argument("[session]", "channel:id, bare id, @username, or the key of a group's session")
    .option("--agent <id>", "with this agent; else the one that answers there")
    .addHelpText("after", explainHelp)
    .action((name: string | undefined, options: { agent?: string }, command) =>
      run(command, async (context) =>
        (await import("../commands/sandbox-explain.ts")).explainSandbox(context, name, options),
      ),
    );
}

const explainHelp = `
Examples:
  moltbot sandbox explain telegram:123456789
  moltbot sandbox explain --agent dev

Exit codes: 0 tools can work there, 1 something is missing, 2 wrong command line or config.`;

const setupHelp = `
Examples:
  moltbot sandbox setup
  moltbot sandbox setup --base node:22-slim --tag moltbot-node:1`;

const importHelp = `
On a machine with a network:
  moltbot sandbox setup
  docker save -o sandbox.tar moltbot-sandbox:1
On the one without:
  moltbot sandbox import sandbox.tar`;

const statusHelp = `
Exit codes: 0 sandboxed sessions can run, 1 something is missing, 2 wrong command line or config.`;
