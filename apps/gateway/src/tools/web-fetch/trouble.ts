import { isMoltbotError, messageOf, plainText } from "@moltbot/core";

/** A fetch without a result: `denied` by a rule of ours, or `failed`. */
export interface FetchTrouble {
  readonly outcome: "denied" | "failed";
  /** For people: `refused: …` or `failed: …`. */
  readonly because: string;
}

/** What is said about errors of networks and parsers, by the beginning of their code. */
const known: readonly (readonly [code: string, because: string])[] = [
  ["ENOTFOUND", "there is no such host; check its name"],
  ["EAI_AGAIN", "the name server does not answer; try again later"],
  ["ECONNREFUSED", "the server does not accept connections on that port"],
  ["ECONNRESET", "the server ended the connection early"],
  ["EPIPE", "the server ended the connection early"],
  ["ETIMEDOUT", "the server cannot be reached in time"],
  ["EHOSTUNREACH", "the server cannot be reached from here"],
  ["ENETUNREACH", "the server cannot be reached from here"],
  ["EADDRNOTAVAIL", "the server cannot be reached from here"],
  ["HPE_HEADER_OVERFLOW", "its headers are larger than 16 KiB"],
  ["HPE_", "it does not answer in HTTP"],
  ["Z_", "its compressed body is broken"],
  ["ERR_BROTLI", "its compressed body is broken"],
  ["ERR__ERROR", "its compressed body is broken"],
  ["ERR_TLS_CERT_ALTNAME", "its certificate is for another host"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["CERT_", "its certificate is not to be trusted"],
  ["UNABLE_TO_", "its certificate is not to be trusted"],
  ["DEPTH_ZERO_", "its certificate is not to be trusted"],
  ["SELF_SIGNED_", "its certificate is not to be trusted"],
  ["ERR_SSL_", "it does not speak TLS that is safe"],
  ["EPROTO", "it does not speak TLS that is safe"],
];

/** Anything that was thrown on the way, as a result. */
export function troubleOf(error: unknown): FetchTrouble {
  if (isMoltbotError(error)) {
    return error.code === "denied"
      ? { outcome: "denied", because: `refused: ${error.message}` }
      : { outcome: "failed", because: `failed: ${error.message}` };
  }
  const code = codeOf(error);
  const because = known.find(([start]) => code.startsWith(start))?.[1] ?? plainText(messageOf(error), 200);
  return { outcome: "failed", because: `failed: ${because}` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
