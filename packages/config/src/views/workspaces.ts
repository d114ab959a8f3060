import { hasUnsafeText } from "@moltbot/core";

/** What a text says about a directory below the workspaces: its path without a leading slash, or why it is none. */
export type WorkspaceReading =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly because: string };

/**
 * Reads the `workspace` of a session (SPEC R1.4). A leading slash means the directory of all workspaces, never that of the
 * host. What could lead elsewhere, be mistaken for another directory or for a nameless one is refused.
 */
export function readWorkspace(text: string): WorkspaceReading {
  const no = (because: string): WorkspaceReading => ({ ok: false, because });
  const path = text.replace(/^\/+|\/+$/g, "");
  const parts = path.split("/");
  if (hasUnsafeText(text)) return no("holds a character that cannot be seen");
  if (path.normalize("NFC") !== path) return no("is not in the usual Unicode form (NFC)");
  if (text.includes("\\")) return no("holds a backslash");
  if (parts.includes("..")) return no("leads out of the workspaces with ..");
  if (path === "" || parts.some((part) => part === "" || part !== part.trim()))
    return no("has an empty or padded part");
  if (parts.some((part) => part.startsWith("."))) return no("has a part that begins with a dot");
  if (path.length > 400 || parts.some((part) => part.length > 80)) return no("is too long");
  return { ok: true, path };
}
