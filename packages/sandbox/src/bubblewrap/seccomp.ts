import { MoltbotError } from "@moltbot/core";

// What no tool needs and what opened many a kernel: tracing, mounts, namespaces, keys, modules, clocks, io_uring. Message
// queues, too: they would outlive the call that made them.
const x64 = {
  audit: 0xc000003e,
  clone: 56,
  denied: [
    101, 103, 155, 159, 163, 164, 165, 166, 167, 168, 169, 172, 173, 175, 176, 179, 212, 227, 240, 241, 246, 248, 249,
    250, 272, 298, 304, 308, 312, 313, 320, 321, 323, 425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442,
  ],
};
const arm64 = {
  audit: 0xc00000b7,
  clone: 220,
  denied: [
    18, 39, 40, 41, 60, 89, 97, 104, 105, 106, 112, 116, 117, 142, 170, 171, 180, 181, 217, 218, 219, 224, 225, 241,
    265, 268, 272, 273, 280, 282, 294, 425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442,
  ],
};

const clone3 = 435;
/** `CLONE_NEW*`: namespaces of every kind. */
const newNamespaces = 0x7e02_0080;

const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const jumpIfAny = 0x45;
const answer = 0x06;

const kill = 0x8000_0000;
const allow = 0x7fff_0000;
const refuseWith = (errno: number): number => 0x0005_0000 | errno;
const notPermitted = refuseWith(1);
// Libraries then use clone, whose arguments a filter can read.
const notThere = refuseWith(38);

/** A filter of system calls for `bwrap --seccomp`. @throws MoltbotError `unavailable` on a processor it does not know */
export function seccompFilter(arch: string): Buffer {
  const system = arch === "x64" ? x64 : arch === "arm64" ? arm64 : undefined;
  if (system === undefined) throw new MoltbotError("unavailable", `there is no system call filter for ${arch}`);
  const program: (readonly [code: number, jt: number, jf: number, k: number])[] = [
    [loadWord, 0, 0, 4],
    [jumpIfEqual, 1, 0, system.audit],
    [answer, 0, 0, kill],
    [loadWord, 0, 0, 0],
  ];
  // The x32 calls of 64-bit Intel have numbers of their own.
  if (arch === "x64") program.push([jumpIfAtLeast, 0, 1, 0x4000_0000], [answer, 0, 0, notPermitted]);
  for (const call of system.denied) program.push([jumpIfEqual, 0, 1, call], [answer, 0, 0, notPermitted]);
  program.push([jumpIfEqual, 0, 1, clone3], [answer, 0, 0, notThere]);
  program.push([jumpIfEqual, 0, 3, system.clone], [loadWord, 0, 0, 16]);
  program.push([jumpIfAny, 0, 1, newNamespaces], [answer, 0, 0, notPermitted], [answer, 0, 0, allow]);
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, jt, jf, k]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  }
  return bytes;
}
