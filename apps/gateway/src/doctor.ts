export { fileFacts } from "./doctor/file-facts.ts";
export { sandboxFacts } from "./doctor/sandbox-facts.ts";
