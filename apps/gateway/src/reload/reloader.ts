import type { AuditLog } from "@moltbot/audit";
import { type Config, configFile, policyVersion } from "@moltbot/config";
import { type Clock, type DomainEvent, type Logger, messageOf } from "@moltbot/core";
import { type ConfigReading, type ConfigSource, type Refusal, readConfigSource } from "./config-source.ts";
import { changedPaths, needsRestart } from "./differences.ts";
import type { Live } from "./live.ts";
import { watchFiles } from "./watch-files.ts";

/** A config that was not taken over. */
export interface RefusedConfig extends Refusal {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Which config is in force, and what stands in the way of the one on the disk. */
export interface ConfigState {
  /** Absent: it came from no file. */
  readonly file?: string;
  readonly version: string;
  /** Since when, milliseconds since the epoch. */
  readonly since: number;
  /** Present while the files on the disk are refused; the version above stays in force. */
  readonly refused?: RefusedConfig;
  /** Settings that differ from those of the start and wait for the next one. */
  readonly restart: readonly string[];
}

/** What came of one look at the files. */
export type ReloadOutcome = "applied" | "unchanged" | "refused";

/** Takes over the config again when its files change (SPEC R9.7). */
export interface Reloader {
  state(): ConfigState;
  /** Reads the files now, as after SIGHUP. One at a time; never throws. */
  reload(): Promise<ReloadOutcome>;
  /** Watches from now on. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What a {@link Reloader} works with. */
export interface ReloaderParts {
  /** Absent: nothing is ever read again. */
  readonly source: ConfigSource | undefined;
  readonly live: Live;
  readonly audit: Pick<AuditLog, "append">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called before one config takes the place of another. */
  readonly prepare: () => Promise<void>;
  /** Called when a new config is in force: what runs follows it. Never rejects. */
  readonly follow: () => Promise<void>;
  /** Paths that the start overrode, so that the file says nothing about them. */
  readonly fixed: readonly string[];
}

/** An audit log that is out of reach is asked again after this time. */
const retryMs = 5000;

/** Makes one for the config that `live` starts with. */
export function createReloader(d: ReloaderParts): Reloader {
  const change = createChange(d);
  let files: readonly string[] = d.source === undefined ? [] : [d.source.file];
  let mark: string | undefined;
  let found = false;
  let closed = false;
  let cancelRetry = (): void => {};
  let turn: Promise<unknown> = Promise.resolve();

  async function look(asked: boolean): Promise<ReloadOutcome> {
    if (d.source === undefined || closed) return "unchanged";
    const reading = await readConfigSource(d.source, found);
    found ||= reading.found;
    files = reading.files;
    if (reading.mark === mark && !asked) return "unchanged";
    try {
      const outcome = await (reading.ok ? change.take(reading, asked) : change.refuse(reading.refusal));
      mark = reading.mark;
      return outcome;
    } catch (error) {
      mark = undefined;
      d.log.error("a changed config could not be taken over and will be tried again", { error: messageOf(error) });
      if (!closed) cancelRetry = d.clock.after(retryMs, () => void inTurn(false));
      return "refused";
    }
  }
  function inTurn(asked: boolean): Promise<ReloadOutcome> {
    const run = turn.then(() => look(asked));
    turn = run;
    return run;
  }
  /** Follows the files first and reads them then, so that no change falls in between. */
  async function round(): Promise<void> {
    let followed: readonly string[];
    do {
      followed = files;
      await watching.refresh();
      await inTurn(false);
    } while (!closed && followed.join("\n") !== files.join("\n"));
  }
  const watching = watchFiles({ ...d, files: () => files, changed: () => void round() });
  return {
    state: change.state,
    reload: () => inTurn(true),
    start: () => (d.source === undefined ? Promise.resolve() : round()),
    async close() {
      closed = true;
      cancelRetry();
      watching.close();
      await turn;
    },
  };
}

/** What follows from one reading. Both throw `unavailable` when it cannot be written down, and nothing has changed then. */
function createChange(d: ReloaderParts): {
  state(): ConfigState;
  take(reading: ConfigReading & { ok: true }, asked: boolean): Promise<ReloadOutcome>;
  refuse(refusal: Refusal): Promise<ReloadOutcome>;
} {
  const started = d.live.config();
  let state = stateOf(started, d.clock.now(), []);
  return {
    state: () => state,
    async take({ config, warnings }, asked) {
      const before = d.live.config();
      const version = policyVersion(config);
      const restart = needsRestart(started, config, d.fixed);
      if (version === state.version) {
        if (state.refused !== undefined) d.log.info("the config on the disk is the one in force again", { version });
        // Comments and order: lines may have moved, and explanations name lines.
        d.live.replace(config);
        state = stateOf(config, state.since, restart);
        if (asked) await d.follow();
        return "unchanged";
      }
      const changed = changedPaths(before, config);
      const data = { from: state.version, changed: [...changed], restart: [...restart] };
      await d.prepare();
      await d.audit.append([event(d, "config.reloaded", { policy: version, data })]);
      d.live.replace(config);
      state = stateOf(config, d.clock.now(), restart);
      d.log.info("the changed config is in force", { version, changed: changed.join(" ") });
      for (const { level, file, line, path, message } of warnings)
        if (level === "warning")
          d.log.warn("the changed config deserves a look", { file, line, path, because: message });
      if (restart.length > 0) d.log.warn("some settings wait for a restart", { settings: restart.join(" ") });
      await d.follow();
      return "applied";
    },
    async refuse(refusal) {
      const { kind, because, parts } = refusal;
      const lines = parts.map(({ line }) => line).filter((line) => line !== undefined);
      const data = { problems: parts.length, lines: lines.slice(0, 50) };
      await d.audit.append([event(d, "config.refused", { policy: state.version, reason: kind, data })]);
      state = { ...state, refused: { at: d.clock.now(), ...refusal } };
      const { version } = state;
      d.log.error("the changed config is refused; the last good one stays in force", { because, version, parts });
      return "refused";
    },
  };
}

function stateOf(config: Config, since: number, restart: readonly string[]): ConfigState {
  const file = configFile(config);
  return { ...(file === undefined ? {} : { file }), version: policyVersion(config), since, restart };
}

function event(
  { clock }: ReloaderParts,
  name: "config.reloaded" | "config.refused",
  o: Pick<DomainEvent, "policy" | "reason" | "data">,
): DomainEvent {
  const outcome = name === "config.refused" ? "denied" : "done";
  return { event: name, at: clock.now(), outcome, actor: { kind: "system" }, ...o };
}
