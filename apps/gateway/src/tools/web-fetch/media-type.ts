import { MoltbotError, plainText } from "@moltbot/core";

/** What a response says about its body. */
export interface MediaType {
  /** In lower case and without parameters, such as `text/html`. */
  readonly type: string;
  readonly charset?: string;
}

/** Reads a `Content-Type`. */
export function mediaTypeOf(header = ""): MediaType {
  const [type = "", ...parameters] = header.slice(0, 1000).split(";");
  const charset = parameters
    .map((one) => /^\s*charset\s*=\s*"?([\w.:-]{1,40})"?\s*$/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  return { type: type.trim().toLowerCase(), ...(charset === undefined ? {} : { charset }) };
}

/** Whether a type is HTML, in either of its two forms. */
export function isHtml(type: string): boolean {
  return type === "text/html" || type === "application/xhtml+xml";
}

/**
 * Lets text pass: `text/*`, JSON, XML and HTML.
 * @throws MoltbotError `denied` for everything else
 */
export function checkText({ type }: MediaType): void {
  if (type === "") throw new MoltbotError("denied", "it does not say what its content is");
  if (/^text\/[\w.+-]+$|^application\/(json|xml|[\w.-]+\+(json|xml))$/.test(type)) return;
  throw new MoltbotError("denied", `its content is ${plainText(type, 80)}, and only text, HTML, JSON and XML are read`);
}
