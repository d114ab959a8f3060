import { testChannel } from "@moltbot/channel/testing";
import { openPolling } from "./telegram-harness.ts";
import { openWebhook } from "./webhook-harness.ts";

testChannel("telegram by long polling", openPolling);
testChannel("telegram by webhook", () => openWebhook());
