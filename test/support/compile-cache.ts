import { fileURLToPath } from "node:url";

/** Where programs that tests start keep what Node made of the sources: without it each compiles all of them again. */
export const compileCache = fileURLToPath(new URL("../../node_modules/.cache/moltbot-tests", import.meta.url));
