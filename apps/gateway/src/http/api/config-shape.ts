import { plainText } from "@moltbot/core";
import type { ConfigState } from "../../reload/reloader.ts";
import { iso } from "./shapes.ts";

/** Which config is in force, as the API says it. */
export function configShape({ file, version, since, refused, restart }: ConfigState) {
  return {
    ...(file === undefined ? {} : { file }),
    version,
    since: iso(since),
    ...(refused === undefined
      ? {}
      : { refused: { at: iso(refused.at), kind: refused.kind, because: plainText(refused.because, 2000) } }),
    ...(restart.length === 0 ? {} : { restart }),
  };
}
