import { parentPort, workerData } from "node:worker_threads";
import picomatch from "picomatch";

// In a thread of its own, because it cannot be stopped otherwise.
const { pattern, name } = workerData as { pattern: string; name: string };
parentPort?.postMessage(picomatch(pattern, { bash: true, dot: true })(name));
