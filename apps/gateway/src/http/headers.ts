/** Sent with every answer: nothing inline, nothing from elsewhere, in nobody's frame, in nobody's cache. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  // Not `no-referrer`: with it browsers send `Origin: null` from our own forms. The sign-in page sets that itself.
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
};
