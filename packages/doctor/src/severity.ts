/** How much a finding matters; `ok` says what is fine. */
export type Severity = "critical" | "warning" | "info" | "ok";
