export { createWhatsAppAdapter } from "./adapter.ts";
export type { LinkEvent, WhatsAppOptions } from "./options.ts";
