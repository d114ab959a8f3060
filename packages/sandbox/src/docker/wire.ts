import type { Duplex } from "node:stream";
import { messageOf } from "@moltbot/core";
import type { LaneWire } from "../lane/lane.ts";
import { createFrameReader } from "./frames.ts";

/** A shell's streams as the Docker API multiplexes them into one. */
export function dockerWire(stream: Duplex): LaneWire {
  return {
    listen(on) {
      const read = createFrameReader(on.data);
      stream.on("data", (chunk: Buffer) => {
        try {
          read(chunk);
        } catch (error) {
          on.end(messageOf(error));
        }
      });
      stream.on("error", (error: Error) => on.end(error.message));
      for (const event of ["end", "close"]) stream.on(event, () => on.end("its supervisor ended"));
    },
    write: (code) => void stream.write(code),
    close: () => void stream.destroy(),
  };
}
