import { testChannel } from "@moltbot/channel/testing";
import { openWhatsApp } from "./whatsapp-harness.ts";

testChannel("whatsapp", openWhatsApp);
