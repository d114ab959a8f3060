import { plainText } from "@moltbot/core";
import { textArgument } from "../arguments.ts";
import { cancelled, type Tool, type ToolResult } from "../tool.ts";
import type { FetchedPage, WebFetch } from "./web-fetch.ts";

// More than this helps neither a model nor a person.
const longestText = 100_000;

/** Reads one page of the web (SPEC R11.1). The text is somebody else's: it is the output, never our words. */
export function createWebFetchTool(fetch: WebFetch): Tool {
  return {
    name: "web_fetch",
    description: "Reads a web page or other text from a public http(s) URL ({ url }).",
    async run(args, { signal }) {
      const result = await fetch(textArgument(args, "url", { max: 2048 }), { signal });
      if (signal.aborted) return cancelled;
      if (result.outcome !== "done") return { outcome: result.outcome, text: `Nothing was fetched. ${result.because}` };
      return shown(result);
    },
  };
}

function shown({ status, url, contentType, text, truncated, title = "", links }: FetchedPage): ToolResult {
  const whole = [title, text].filter((part) => part !== "").join("\n\n");
  const isCut = truncated || whole.length > longestText;
  const facts = [
    `${plainText(url, 300)} answered ${status}`,
    ...(contentType === "" ? [] : [plainText(contentType, 80)]),
    ...(links === undefined ? [] : [links === 1 ? "1 link" : `${links} links`]),
    ...(isCut ? ["only the beginning"] : []),
    ...(whole === "" ? ["no text"] : []),
  ];
  return {
    outcome: "done",
    text: `${facts.join(", ")}.`,
    output: whole.slice(0, longestText),
    data: { status, cut: isCut },
  };
}
