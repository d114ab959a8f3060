import { testChannel } from "../src/testing.ts";
import { openLoopback } from "./loopback-harness.ts";

testChannel("loopback", openLoopback, {
  skip: [
    { reason: "it never echoes", tests: ["marks or leaves out its own messages"] },
    { reason: "it has no rate limit", tests: ["waits out a rate limit"] },
    { reason: "it has no connection", tests: ["reconnects after a lost connection"] },
    {
      reason: "it has no credentials",
      tests: ["refuses bad credentials with denied and a hint", "keeps its secrets out of logs and errors"],
    },
  ],
});
