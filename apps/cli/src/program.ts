import { Command, Option } from "commander";
import type { GlobalOptions } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import type { Misuse } from "./output/usage-error.ts";
import { addAgents } from "./program/agents.ts";
import { addApprovals } from "./program/approvals.ts";
import { addAudit } from "./program/audit.ts";
import { addChannels } from "./program/channels.ts";
import { addChoices } from "./program/choices.ts";
import { addCompletion } from "./program/completion.ts";
import { addConfig } from "./program/config.ts";
import { addDevices } from "./program/devices.ts";
import { addDoctor } from "./program/doctor.ts";
import { addExec } from "./program/exec.ts";
import { addExplain } from "./program/explain.ts";
import { addGateway } from "./program/gateway.ts";
import { addIdentities } from "./program/identities.ts";
import { addLogs } from "./program/logs.ts";
import { addOnboard } from "./program/onboard.ts";
import { addPairing } from "./program/pairing.ts";
import type { Program } from "./program/parts.ts";
import { addPrivacy } from "./program/privacy.ts";
import { addSandbox } from "./program/sandbox.ts";
import { addSessions } from "./program/sessions.ts";
import { addTools } from "./program/tools.ts";
import { addUsers } from "./program/users.ts";
import { version } from "./version.ts";

/** Who hears how it went. */
export interface Listener {
  /** A command ran and ended like this. */
  ended(code: ExitCode): void;
  /** The parser refused, and throws right after. */
  misused(misuse: Misuse): void;
}

/** The whole command line. */
export function createProgram(io: Io, listener: Listener): Command {
  const root = new Command("moltbot");
  root
    .description("The trust layer for chat bots and AI agents")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .option("-c, --config <file>", "config file (MOLTBOT_CONFIG; default: moltbot.json5 in the state directory)")
    .option("--state-dir <dir>", "state directory (MOLTBOT_STATE_DIR; default: ~/.moltbot)")
    .option("--json", "print results as JSON")
    .addOption(new Option("--debug", "show where an error happened").hideHelp())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      getOutHelpWidth: () => io.out.columns ?? 100,
      getErrHelpWidth: () => io.err.columns ?? 100,
      getOutHasColors: () => io.out.color,
      getErrHasColors: () => io.err.color,
    })
    .exitOverride();
  const program: Program = {
    root,
    async run(command, work) {
      // Everything but the parser loads here, so that --help is instant.
      const { createContext } = await import("./context.ts");
      listener.ended(await work(createContext(io, command.optsWithGlobals<GlobalOptions>())));
    },
  };
  addGateway(program);
  addOnboard(program);
  addPairing(program);
  addApprovals(program);
  addUsers(program);
  addChoices(program);
  addIdentities(program);
  addPrivacy(program);
  addAudit(program);
  addChannels(program);
  addConfig(program);
  addDevices(program);
  addDoctor(program);
  addExec(program);
  addExplain(program);
  addLogs(program);
  addTools(program);
  addAgents(program);
  addSandbox(program);
  addSessions(program);
  addCompletion(program);
  hearMisuse(root, root.name(), listener);
  root.addHelpText("after", () => `\n${start}`);
  return root;
}

function hearMisuse(command: Command, name: string, listener: Listener): void {
  const children = command.commands.map((child) => child.name());
  const outputError = (text: string): void => listener.misused({ command: name, children, text });
  command.configureOutput({ ...command.configureOutput(), outputError });
  for (const child of command.commands) hearMisuse(child, `${name} ${child.name()}`, listener);
}

const start = `Start here:
  moltbot init                 write a commented config
  moltbot onboard telegram     set a channel up, and prove that it works
  moltbot gateway              run the gateway in this terminal
  moltbot dashboard            get a sign-in link
  moltbot pairing pending      see who asks to be let in
  moltbot explain <who>        see why somebody is, or is not, answered
  moltbot doctor               see what is risky, and what is fine

A person is channel:id (telegram:123456789), or a bare id or @username that names exactly one known person.
Exit codes: 0 fine, 1 it failed or does not exist, 2 wrong command line or config.
`;
