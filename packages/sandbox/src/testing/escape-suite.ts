import { describe, expect, test } from "vitest";
import type { OpenSandboxes } from "./support.ts";
import { opened, runIn, say } from "./support.ts";

/** What must not get out; the host's side of each is checked, too. */
export function testEscapes(name: string, open: OpenSandboxes): void {
  describe(`[R8.4] ${name} keeps programs in`, () => {
    test("without rights: user, capabilities, new privileges, system calls, setuid programs", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const status = await say(box, ["cat", "/proc/self/status"]);
        expect(status).toMatch(/^Uid:\s+[1-9]\d*\s+[1-9]\d*\s+[1-9]\d*\s+[1-9]/m);
        for (const set of ["Inh", "Prm", "Eff", "Bnd", "Amb"])
          expect(status).toMatch(new RegExp(`^Cap${set}:\\s+0+$`, "m"));
        expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
        expect(status).toMatch(/^Seccomp:\s+2$/m);
        expect(await say(box, "/rootly/su -c id; id -u")).not.toMatch(/uid=0|^0$/m);
        for (const line of [
          "mount -t tmpfs none /tmp",
          "mount -o remount,rw /",
          "umount /workspace",
          "chroot / true",
          "hostname x",
        ]) {
          expect(await runIn(box, line)).not.toMatchObject({ code: 0 });
        }
        expect(await runIn(box, "unshare -U true || unshare -r id")).not.toMatchObject({ code: 0 });
        expect(await runIn(box, "unshare -m true")).not.toMatchObject({ code: 0 });
        expect(await runIn(box, "nsenter -t 1 -m true")).not.toMatchObject({ code: 0 });
      }));

    test("on a system that cannot be written, with no devices, sockets or files of the host", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        for (const path of ["/x", "/bin/x", "/etc/x", "/usr/x", "/dev/x", "/proc/x", "/sys/x", "/mnt/x"]) {
          expect(await runIn(box, ["touch", path]), path).not.toMatchObject({ code: 0 });
        }
        const disks =
          "for d in /dev/[vsx]d[a-z]* /dev/nvme* /dev/mem /dev/kmsg /dev/kvm /dev/fuse; do [ -e $d ] && echo $d; done";
        expect(await say(box, disks)).toBe("");
        expect(await runIn(box, "mknod /workspace/d b 8 0 || mknod /tmp/d c 1 1")).not.toMatchObject({ code: 0 });
        expect(await say(box, "ls /var/run/docker.sock /run/docker.sock /host 2>/dev/null")).toBe("");
        expect(await say(box, "find / -xdev -type s 2>/dev/null | head")).toBe("");
        for (const path of ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper"]) {
          expect(await runIn(box, `echo x >${path}`), path).not.toMatchObject({ code: 0 });
        }
        expect(await runIn(box, "head -c 1 /proc/kcore")).not.toMatchObject({ code: 0, stdout: /./ });
        expect(await say(box, "cat /etc/shadow 2>/dev/null; ls /root 2>/dev/null; ls /home 2>/dev/null")).toBe("");
      }));

    test("in a world of processes of its own", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const seen = Number(await say(box, "set -- /proc/[0-9]*; echo $#"));
        expect(seen).toBeLessThan(20);
        expect(await say(box, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).not.toMatch(/vitest|dockerd|node /);
        const victim = process.pid;
        expect(await runIn(box, `kill -0 ${victim}`)).not.toMatchObject({ code: 0 });
        expect(await say(box, "cat /proc/1/environ /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'")).not.toMatch(
          /VITEST|NODE_/,
        );
        const root = "ls /proc/1/root/ /proc/1/cwd/.. 2>/dev/null | sort -u | tr '\\n' ' '";
        expect(await say(box, root)).not.toMatch(/boot|home|vmlinuz/);
      }));

    test("without a network", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const devices = await say(box, "sed 1,2d /proc/net/dev | cut -d: -f1");
        // Some kernels give every network namespace silent tunnel devices; nothing has an address but the loopback.
        expect(devices.split("\n").map((one) => one.trim())).toContain("lo");
        expect(devices).not.toMatch(/eth|ens|enp|wlan|veth|docker|br-/);
        expect(await say(box, "cat /proc/net/route | sed 1d")).toBe("");
        for (const line of [
          "wget -T 2 -q -O - http://1.1.1.1/",
          "nc -w 2 127.0.0.1 22 </dev/null",
          "ping -c 1 -W 1 8.8.8.8",
        ]) {
          expect(await runIn(box, line)).not.toMatchObject({ code: 0 });
        }
      }));

    test("with links in the workspace that lead nowhere on the host", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        expect(
          await say(
            box,
            "ln -s /etc/shadow s; ln -s / r; ln -s /proc/1/root p; cat s r/root/x p/etc/shadow 2>/dev/null",
          ),
        ).toBe("");
        expect(await runIn(box, "ln /bin/busybox hard")).not.toMatchObject({ code: 0 });
        expect(await say(box, "cat ../../../../../../etc/hostname 2>/dev/null; cd ..; pwd")).toMatch(
          /^(sandbox\n|[0-9a-f]{12}\n)?\/$/,
        );
      }));
  });
}
