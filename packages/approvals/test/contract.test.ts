import { createMemoryApprovals, createMemoryGrantHub, createMemoryJobHub, createMemoryMirror } from "../src/index.ts";
import { testApprovalStore, testGrantStore, testJobBoard, testPendingMirror } from "../src/testing.ts";

testApprovalStore("Memory", async () => {
  const store = createMemoryApprovals();
  return { a: store, b: store, close: async () => {} };
});

testPendingMirror("Memory", async () => {
  let mirror = createMemoryMirror();
  const handle = {
    put: (...args: Parameters<typeof mirror.put>) => mirror.put(...args),
    remove: (...args: Parameters<typeof mirror.remove>) => mirror.remove(...args),
    list: (...args: Parameters<typeof mirror.list>) => mirror.list(...args),
    invalidate: () => mirror.invalidate(),
    revision: () => mirror.revision(),
    rebuild: (...args: Parameters<typeof mirror.rebuild>) => mirror.rebuild(...args),
  };
  return {
    a: handle,
    b: handle,
    lose: async () => {
      mirror = createMemoryMirror();
    },
    close: async () => {},
  };
});

testJobBoard("Memory", async () => {
  const hub = createMemoryJobHub();
  const [a, b] = [hub.open(), hub.open()];
  return { a, b, crashA: async () => hub.crash(a), close: async () => {} };
});

testGrantStore("Memory", async () => {
  const written: string[] = [];
  const approvals = createMemoryApprovals();
  const hub = createMemoryGrantHub({
    approvals,
    record: (events) => written.push(...events.map(({ event }) => event)),
  });
  const [a, b] = [hub.open(), hub.open()];
  return { a, b, approvals, crashA: async () => hub.crash(a), events: async () => written, close: async () => {} };
});
