import type Docker from "dockerode";
import type { CellSpec } from "../engine.ts";

/** Labels that say whose a container is. */
export const labels = {
  owner: "moltbot.sandbox.owner",
  scope: "moltbot.sandbox.scope",
  hash: "moltbot.sandbox.hash",
} as const;

/** The network of sandboxes that may have one: no container on it reaches another. */
export const sandboxNetwork = "moltbot-sandbox";

const mebibyte = 1_048_576;

/**
 * How a sandbox's container is made (SPEC R8.4). Everything that loosens it is written out as off, so that neither an
 * image nor a default of the daemon turns it on; nothing here can be overridden by a specification.
 */
export function createOptions(spec: CellSpec, o: { name: string; image: string; shell: string }) {
  const { limits } = spec;
  return {
    name: o.name,
    Image: o.image,
    Entrypoint: [o.shell],
    Cmd: [],
    User: `${spec.user.uid}:${spec.user.gid}`,
    WorkingDir: "/workspace",
    Hostname: "sandbox",
    Env: ["HOME=/workspace", "LANG=C.UTF-8"],
    Labels: { [labels.owner]: spec.owner, [labels.scope]: spec.slug, [labels.hash]: spec.hash },
    Tty: false,
    // The container's shell ends when we let go of its input, however we end; the container goes with it.
    OpenStdin: true,
    StdinOnce: true,
    StopSignal: "SIGKILL",
    Healthcheck: { Test: ["NONE"] },
    ExposedPorts: {},
    Volumes: {},
    HostConfig: { ...isolation(spec), ...limitsOf(spec), Mounts: mountsOf(spec), Tmpfs: tmpfs(limits.tmpMb) },
  } satisfies Docker.ContainerCreateOptions;
}

function isolation(spec: CellSpec) {
  return {
    AutoRemove: true,
    Init: true,
    ReadonlyRootfs: true,
    Privileged: false,
    CapAdd: [],
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    NetworkMode: spec.network === "none" ? "none" : sandboxNetwork,
    IpcMode: "private",
    PidMode: "",
    UTSMode: "",
    CgroupnsMode: "private",
    Devices: [],
    DeviceRequests: [],
    GroupAdd: [],
    Links: [],
    ExtraHosts: [],
    PortBindings: {},
    PublishAllPorts: false,
    RestartPolicy: { Name: "no" },
    LogConfig: { Type: "none", Config: {} },
  } satisfies Docker.HostConfig & { CgroupnsMode: string };
}

function limitsOf({ limits }: CellSpec) {
  const memory = limits.memoryMb * mebibyte;
  return {
    Memory: memory,
    // As much as memory alone: no swap.
    MemorySwap: memory,
    NanoCpus: Math.round(limits.cpus * 1e9),
    // The container's init, its shell and its lanes need some, too.
    PidsLimit: limits.pids,
    ShmSize: 16 * mebibyte,
    OomScoreAdj: 500,
    Ulimits: [
      { Name: "nofile", Soft: 1024, Hard: 2048 },
      { Name: "fsize", Soft: limits.diskMb * mebibyte, Hard: limits.diskMb * mebibyte },
      { Name: "core", Soft: 0, Hard: 0 },
      { Name: "memlock", Soft: 65_536, Hard: 65_536 },
      { Name: "msgqueue", Soft: 65_536, Hard: 65_536 },
    ],
  } satisfies Docker.HostConfig;
}

function mountsOf({ mounts }: CellSpec) {
  return mounts.map(({ source, target, writable }) => ({
    Type: "bind" as const,
    Source: source,
    Target: target,
    ReadOnly: !writable,
    BindOptions: { Propagation: "rprivate" as const },
  }));
}

function tmpfs(megabytes: number): Record<string, string> {
  const rest = "rw,nosuid,nodev,noexec,mode=1777";
  return { "/tmp": `${rest},size=${megabytes}m,nr_inodes=65536` };
}
