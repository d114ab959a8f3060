import Docker from "dockerode";
import { createBubblewrapEngine, createDockerEngine, createSandboxes } from "../src/index.ts";

// Opens sandboxes in which something runs, says so, and waits for its end by SIGKILL.
const [socketPath = "", image = "", root = "", count = "0"] = process.argv.slice(2);
const docker = createDockerEngine({ docker: new Docker({ socketPath }), image });
const sandboxes = createSandboxes({ engines: [docker, createBubblewrapEngine()], root, owner: "crashed" });
for (let i = 0; i < Number(count); i++) {
  const engine = i % 2 === 0 ? "docker" : "bubblewrap";
  const box = await sandboxes.open(`session:${i}`, { workspaceAccess: "none", engine });
  const started = new Promise<void>((resolve) => {
    const line = "(setsid sleep 98765 &) ; echo started; echo file >f; sleep 98765";
    void box.run({ command: line }, { onOutput: () => resolve() });
  });
  await started;
}
process.stdout.write("ready\n");
