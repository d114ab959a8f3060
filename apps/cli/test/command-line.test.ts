import { describe, expect, test } from "vitest";
import { moltbot } from "./support/moltbot.ts";

describe("the command line", () => {
  test("shows help and the version on stdout", async () => {
    const [help, version] = await Promise.all([moltbot(["--help"]), moltbot(["--version"])]);
    expect([help.code, version.code]).toEqual([0, 0]);
    expect(help.stdout).toContain("moltbot pairing pending");
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [["usrs"], "error: unknown command 'usrs'\n→ Did you mean users?\n"],
    [["users", "lst"], "error: unknown command 'lst'\n→ Did you mean list?\n"],
    [["users", "list", "--pared"], "error: unknown option '--pared'\n→ Did you mean --paired?\n"],
    [["users", "show"], "error: missing required argument 'who'\n→ moltbot users show --help shows how it is used.\n"],
    [["logs", "--level", "loud"], 'error: --level cannot be "loud"\n→ One of: debug, info, warn, error.\n'],
    [["onboard", "telegrm"], 'error: <channel> cannot be "telegrm"\n→ One of: telegram, discord, whatsapp.\n'],
    [
      ["approvals", "approve", "x", "--scope", "foo"],
      'error: --scope cannot be "foo"\n→ One of: once, session, always.\n',
    ],
    [["audit", "--limit", "0"], "Give a number from 1 to 999999."],
    [["audit", "verfy"], "→ Its commands are: verify, head, export.\n"],
    [["audit", "--since", "whenever"], '→ Write "30 min", "1 week", 2026-01-31 or 2026-01-31T10:00:00Z.'],
    [["gateway", "--port", "http"], "A port is a number from 0 to 65535."],
    [["status", "--state-dir", ""], "error: --state-dir is empty"],
    [["exec", "explain", "git", "log", "-p"], '→ Quote the command line as a whole: moltbot exec explain "git log -1"'],
    [["exec", "explain", "git", "log"], "→ Quote it as a whole: moltbot exec explain 'git log'"],
    [["exec", "explain"], "error: missing required argument 'line'"],
    [["tools", "explain", "x", "--form", "a:1"], "error: unknown option '--form'\n→ Did you mean --from?\n"],
    [["tools", "explain", "x", "--from", "@alice"], '"@alice" is not an identity'],
    [["tools", "explain", "x", "--group", "-5"], "→ Add --channel telegram, or --from channel:id."],
    [["tools", "list", "--from", "telegram:1", "--channel", "web"], "--channel web is not the channel of --from"],
    [["users", "list", "--paired", "--blocked"], "cannot be used with"],
  ])("refuses %j with what to do, and exits 2", async (args, text) => {
    const { code, stdout, stderr } = await moltbot(args);
    expect(stderr).toContain(text);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("does not pass on terminal escapes that it was called with", async () => {
    const { stderr } = await moltbot(["\u001b[31mx"]);
    expect(stderr).not.toContain("\u001b");
  });
});
