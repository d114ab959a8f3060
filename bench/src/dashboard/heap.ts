import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Loaded into the gateway under test: on SIGUSR2 it collects garbage and writes down what is left.
process.on("SIGUSR2", () => {
  globalThis.gc?.();
  writeFileSync(join(tmpdir(), `moltbot-bench-heap-${process.pid}`), String(process.memoryUsage().heapUsed));
});
