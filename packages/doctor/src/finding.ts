import type { ConfigEdit } from "@moltbot/config";
import type { FindingId } from "./catalog.ts";
import type { Severity } from "./severity.ts";

/** One thing that the doctor found (SPEC R9.2). Plain data; its texts may quote the config, so print them as inert text. */
export interface Finding {
  /** Of the catalogue, of a warning of the config, or, with severity `ok`, the name of an area. */
  readonly id: string;
  readonly severity: Severity;
  /** The same for every finding of this id. */
  readonly title: string;
  /** What was found, as one sentence; empty where the title says it all. */
  readonly detail: string;
  /** What to do, as one sentence or a command. */
  readonly fix?: string;
  /** The setting, as the file spells it. */
  readonly path?: string;
  readonly file?: string;
  /** Of the setting or of the block around it, counted from 1. */
  readonly line?: number;
  /** The fix as a change of the config, where it only narrows and leaves nothing to decide. */
  readonly edit?: ConfigEdit;
  /** True: the config's `acknowledge` names this critical finding, and it no longer counts. */
  readonly acknowledged?: true;
}

/** What a check says. */
export interface Remark {
  /** One sentence. */
  readonly detail: string;
  readonly fix?: string;
  /** The setting by its canonical path, dotted. */
  readonly path?: string;
  /** The fix, where it is to set `path` to this (as typed at a shell), or to take it out. */
  readonly edit?: { readonly set: string } | "unset";
  /** In place of the usual one of this id. */
  readonly severity?: Severity;
}

/** Takes what a check finds; the same remark counts once. */
export type Report = (id: FindingId, remark: Remark) => void;
