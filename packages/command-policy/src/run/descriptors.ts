import { closeSync } from "node:fs";

/** File descriptors that a run has open, so that none is left behind however it ends. */
export interface Descriptors {
  /** Takes one in charge, and returns it. */
  own(fd: number): number;
  /** Closes one; twice does nothing, since its number may be another file by then. */
  close(fd: number): void;
  /** Leaves one to somebody else who closes it. */
  disown(fd: number): number;
  closeAll(): void;
}

/** No descriptors yet. */
export function createDescriptors(): Descriptors {
  const owned = new Set<number>();
  const close = (fd: number): void => {
    if (owned.delete(fd)) closeSync(fd);
  };
  return {
    own(fd) {
      owned.add(fd);
      return fd;
    },
    close,
    disown(fd) {
      owned.delete(fd);
      return fd;
    },
    closeAll() {
      for (const fd of owned) close(fd);
    },
  };
}
