import { plainText } from "@moltbot/core";
import type { RefusedPart } from "../../reload/config-source.ts";
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
      : {
          refused: {
            at: iso(refused.at),
            kind: refused.kind,
            because: plainText(refused.because, 2000),
            problems: refused.parts.map(partShape),
          },
        }),
    ...(restart.length === 0 ? {} : { restart }),
  };
}

function partShape({ message, suggestion, ...place }: RefusedPart) {
  const { file, line, column, path, id } = place;
  return {
    ...{ file, line, column, path, id },
    message: plainText(message, 1000),
    ...(suggestion === undefined ? {} : { suggestion: plainText(suggestion, 200) }),
  };
}
