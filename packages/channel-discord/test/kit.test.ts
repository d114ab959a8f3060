import { testChannel } from "@moltbot/channel/testing";
import { openDiscord } from "./discord-harness.ts";

testChannel("discord", openDiscord);
