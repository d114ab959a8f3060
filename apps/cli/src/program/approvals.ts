import type { Program } from "./parts.ts";

const request = "the whole id: exec_… or pair_…";

/** `approvals list|show|approve|deny|grants|revoke`. */
export function addApprovals({ root, run }: Program): void {
  const approvals = root.command("approvals").description("requests that wait for you: people and commands");
  approvals
    .command("list")
    .description("list everything that waits, oldest first")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/approvals.ts")).listRequests(context)),
    );
  approvals
    .command("show")
    .description("show one request whole: what would run, where and for whom")
    .argument("<id>", request)
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/approvals.ts")).showRequest(context, id)),
    );
  approvals
    .command("approve")
    .description("say yes")
    .argument("<id>", request)
    .option("--scope <scope>", "of a command: once, session or always; else as far as exec.approvalMode lets it")
    .action((id: string, options: { scope?: string }, command) =>
      run(command, async (context) => (await import("../commands/approvals.ts")).approveRequest(context, id, options)),
    );
  approvals
    .command("deny")
    .description("say no")
    .argument("<id>", request)
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/approvals.ts")).denyRequest(context, id)),
    );
  approvals
    .command("grants")
    .description("list the commands that run unasked because somebody said so, newest first")
    .option("--all", "ended ones, too")
    .action((options: { all?: boolean }, command) =>
      run(command, async (context) => (await import("../commands/grants.ts")).listGrants(context, options)),
    );
  approvals
    .command("revoke")
    .description("let a granted command ask again")
    .argument("<id>", "the whole id: grant_…")
    .action((id: string, _, command) =>
      run(command, async (context) => (await import("../commands/grants.ts")).revokeGrant(context, id)),
    );
}
