import { createHash } from "node:crypto";
import { iconText } from "./assets/icon.ts";
import { scriptText } from "./assets/script.ts";
import { styleText } from "./assets/style.ts";
import type { PublicRoute } from "./route.ts";

/** A file of the pages. Its path holds a hash of its text, so it may be cached for good. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** All of them. */
export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
  readonly icon: Asset;
}

function asset(name: string, ending: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  return { path: `/assets/${name}.${hash}.${ending}`, type, text };
}

/** The style, the script and the icon. */
export function makeAssets(): Assets {
  return {
    style: asset("style", "css", "text/css; charset=utf-8", styleText),
    script: asset("script", "js", "text/javascript; charset=utf-8", scriptText),
    icon: asset("icon", "svg", "image/svg+xml", iconText),
  };
}

/** Their routes. */
export function assetRoutes(assets: Assets): PublicRoute[] {
  return [assets.style, assets.script, assets.icon].map(({ path, type, text }) => ({
    method: "GET",
    path,
    access: "public",
    handle: (c) => c.body(text, 200, { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" }),
  }));
}
