import { expect, test } from "vitest";
import { createOptions } from "../src/docker/create-options.ts";
import { defaultLimits } from "../src/index.ts";

const spec = {
  owner: "gateway-1",
  slug: "session-main-1",
  hash: "abc",
  network: "none",
  limits: defaultLimits,
  mounts: [
    { source: "/srv/boxes/session-main-1", target: "/workspace", writable: true },
    { source: "/srv/agent", target: "/agent", writable: false },
  ],
  user: { uid: 65_534, gid: 65_534 },
} as const;

test("[R8.4] a container is made like this, and nothing in a specification changes it", () => {
  const options = createOptions(spec, { name: "moltbot-sbx-x", image: "sha256:1", shell: "/bin/sh" });
  expect(options).toMatchInlineSnapshot(`
    {
      "Cmd": [],
      "Entrypoint": [
        "/bin/sh",
      ],
      "Env": [
        "HOME=/workspace",
        "LANG=C.UTF-8",
      ],
      "ExposedPorts": {},
      "Healthcheck": {
        "Test": [
          "NONE",
        ],
      },
      "HostConfig": {
        "AutoRemove": true,
        "CapAdd": [],
        "CapDrop": [
          "ALL",
        ],
        "CgroupnsMode": "private",
        "DeviceRequests": [],
        "Devices": [],
        "ExtraHosts": [],
        "GroupAdd": [],
        "Init": true,
        "IpcMode": "private",
        "Links": [],
        "LogConfig": {
          "Config": {},
          "Type": "none",
        },
        "Memory": 1073741824,
        "MemorySwap": 1073741824,
        "Mounts": [
          {
            "BindOptions": {
              "Propagation": "rprivate",
            },
            "ReadOnly": false,
            "Source": "/srv/boxes/session-main-1",
            "Target": "/workspace",
            "Type": "bind",
          },
          {
            "BindOptions": {
              "Propagation": "rprivate",
            },
            "ReadOnly": true,
            "Source": "/srv/agent",
            "Target": "/agent",
            "Type": "bind",
          },
        ],
        "NanoCpus": 1000000000,
        "NetworkMode": "none",
        "OomScoreAdj": 500,
        "PidMode": "",
        "PidsLimit": 256,
        "PortBindings": {},
        "Privileged": false,
        "PublishAllPorts": false,
        "ReadonlyRootfs": true,
        "RestartPolicy": {
          "Name": "no",
        },
        "SecurityOpt": [
          "no-new-privileges:true",
        ],
        "ShmSize": 16777216,
        "Tmpfs": {
          "/tmp": "rw,nosuid,nodev,noexec,mode=1777,size=64m,nr_inodes=65536",
        },
        "UTSMode": "",
        "Ulimits": [
          {
            "Hard": 2048,
            "Name": "nofile",
            "Soft": 1024,
          },
          {
            "Hard": 2147483648,
            "Name": "fsize",
            "Soft": 2147483648,
          },
          {
            "Hard": 0,
            "Name": "core",
            "Soft": 0,
          },
          {
            "Hard": 65536,
            "Name": "memlock",
            "Soft": 65536,
          },
          {
            "Hard": 65536,
            "Name": "msgqueue",
            "Soft": 65536,
          },
        ],
      },
      "Hostname": "sandbox",
      "Image": "sha256:1",
      "Labels": {
        "moltbot.sandbox.hash": "abc",
        "moltbot.sandbox.owner": "gateway-1",
        "moltbot.sandbox.scope": "session-main-1",
      },
      "OpenStdin": true,
      "StdinOnce": true,
      "StopSignal": "SIGKILL",
      "Tty": false,
      "User": "65534:65534",
      "Volumes": {},
      "WorkingDir": "/workspace",
      "name": "moltbot-sbx-x",
    }
  `);
});

test("[R8.4] a sandbox with a network joins one of its own, never that of the host or of another container", () => {
  const options = createOptions({ ...spec, network: "bridge" }, { name: "x", image: "y", shell: "/bin/sh" });
  expect(options.HostConfig.NetworkMode).toBe("moltbot-sandbox");
});
