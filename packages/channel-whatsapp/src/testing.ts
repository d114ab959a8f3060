export { startWhatsAppServer } from "./testing/server.ts";
export type {
  WhatsAppContent,
  WhatsAppMessageOptions,
  WhatsAppPerson,
  WhatsAppSent,
  WhatsAppServer,
  WhatsAppServerOptions,
} from "./testing/types.ts";
