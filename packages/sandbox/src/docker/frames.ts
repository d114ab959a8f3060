import type { Frame } from "../lane/lane.ts";

const headerBytes = 8;
const largestFrame = 1_048_576;

/**
 * Takes apart what the engine sends: eight bytes that say which stream and how long, then the data, handed on in the
 * pieces that it comes in.
 * @throws RangeError on a header that the API does not know
 */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let stream: Frame["stream"] = "stdout";
  let left = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = headerBytes - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerBytes) return;
        [stream, left] = readHeader(header);
        header = Buffer.alloc(0);
        continue;
      }
      const data = rest.subarray(0, left);
      rest = rest.subarray(data.length);
      left -= data.length;
      onFrame({ stream, data });
    }
  };
}

function readHeader(header: Buffer): [Frame["stream"], number] {
  const kind = header[0];
  const size = header.readUInt32BE(4);
  const isKnown = (kind === 1 || kind === 2) && header[1] === 0 && header[2] === 0 && header[3] === 0;
  if (!isKnown || size > largestFrame) throw new RangeError("the engine sent a frame that it cannot mean");
  return [kind === 1 ? "stdout" : "stderr", size];
}
