import { writeSync } from "node:fs";
import { openPostgres } from "../../src/index.ts";
import { deps } from "./open.ts";

// Seals until it is killed, and prints how far the chain reached after each batch was acknowledged.
const [where = ""] = process.argv.slice(2);
const { audit } = await openPostgres({ url: where, ...deps });
for (;;) {
  if ((await audit.seal()) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  writeSync(1, `${JSON.stringify(await audit.head())}\n`);
}
