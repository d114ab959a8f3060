import { createHash, hkdfSync } from "node:crypto";
import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
} from "@whiskeysockets/baileys";
import type { ServerIdentity } from "./root.ts";

/** Who a client says it is, once the handshake is through. */
export interface Hello {
  /** Its static key, proved by the handshake. */
  readonly noiseKey: Buffer;
  readonly payload: proto.ClientPayload;
}

/** The server's side of `Noise_XX_25519_AESGCM_SHA256`, as WhatsApp frames it (Noise Protocol Framework, rev. 34). */
export interface ServerNoise {
  /** The frames that `data` completes, decrypted once the handshake is through. */
  receive(data: Uint8Array): readonly Uint8Array[];
  /** One frame. */
  seal(plain: Uint8Array): Buffer;
}

const empty = Buffer.alloc(0);

function ivOf(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function framed(body: Uint8Array): Buffer {
  const size = Buffer.from([body.byteLength >>> 16, (body.byteLength >>> 8) & 255, body.byteLength & 255]);
  return Buffer.concat([size, body]);
}

/** The hash and the keys of a handshake in progress. */
function createSymmetric() {
  const name = Buffer.from(NOISE_MODE);
  let [hash, chain, key]: Buffer[] = [name, name, name];
  let counter = 0;
  const derive = (input: Uint8Array): readonly [Buffer, Buffer] => {
    const both = Buffer.from(hkdfSync("sha256", input, chain ?? empty, "", 64));
    return [both.subarray(0, 32), both.subarray(32)];
  };
  const mixHash = (data: Uint8Array): void => {
    hash = createHash("sha256")
      .update(Buffer.concat([hash ?? empty, data]))
      .digest();
  };
  mixHash(NOISE_WA_HEADER);
  return {
    mixHash,
    mixKey(input: Uint8Array): void {
      [chain, key] = derive(input);
      counter = 0;
    },
    encrypt(plain: Uint8Array): Buffer {
      const sealed = aesEncryptGCM(plain, key ?? empty, ivOf(counter++), hash ?? empty);
      mixHash(sealed);
      return sealed;
    },
    decrypt(sealed: Uint8Array): Buffer {
      const plain = aesDecryptGCM(sealed, key ?? empty, ivOf(counter++), hash ?? empty);
      mixHash(sealed);
      return plain;
    },
    split: () => derive(empty),
  };
}

/** A handshake in three messages: the client's `hello`, the server's answer, the client's proof. */
function createHandshake(identity: ServerIdentity) {
  const state = createSymmetric();
  const ephemeral: KeyPair = Curve.generateKeyPair();
  return {
    answer(frame: Uint8Array): Uint8Array {
      const theirs = proto.HandshakeMessage.decode(frame).clientHello?.ephemeral ?? empty;
      state.mixHash(theirs);
      state.mixHash(ephemeral.public);
      state.mixKey(Curve.sharedKey(ephemeral.private, theirs));
      const staticKey = state.encrypt(identity.key.public);
      state.mixKey(Curve.sharedKey(identity.key.private, theirs));
      const payload = state.encrypt(identity.chain);
      const serverHello = { ephemeral: ephemeral.public, static: staticKey, payload };
      return proto.HandshakeMessage.encode({ serverHello }).finish();
    },
    finish(frame: Uint8Array): Hello & { readonly keys: readonly [Buffer, Buffer] } {
      const finish = proto.HandshakeMessage.decode(frame).clientFinish;
      const noiseKey = state.decrypt(finish?.static ?? empty);
      state.mixKey(Curve.sharedKey(ephemeral.private, noiseKey));
      const payload = proto.ClientPayload.decode(state.decrypt(finish?.payload ?? empty));
      return { noiseKey, payload, keys: state.split() };
    },
  };
}

/** `answer` sends a raw frame; `hello` is called once the client has proved its key. */
export function createServerNoise(o: {
  identity: ServerIdentity;
  answer: (frame: Buffer) => void;
  hello: (hello: Hello) => void;
}): ServerNoise {
  const handshake = createHandshake(o.identity);
  let buffered = empty;
  let awaited: "header" | "hello" | "finish" | "frames" = "header";
  let keys: readonly [Buffer, Buffer] = [empty, empty];
  let [read, written] = [0, 0];

  const take = (frame: Uint8Array): Uint8Array | undefined => {
    if (awaited === "frames") return aesDecryptGCM(frame, keys[0], ivOf(read++), empty);
    if (awaited === "hello") {
      awaited = "finish";
      o.answer(framed(handshake.answer(frame)));
      return undefined;
    }
    const proved = handshake.finish(frame);
    keys = proved.keys;
    awaited = "frames";
    o.hello(proved);
    return undefined;
  };
  return {
    receive(data) {
      buffered = Buffer.concat([buffered, data]);
      if (awaited === "header" && buffered.byteLength >= NOISE_WA_HEADER.byteLength) {
        if (!buffered.subarray(0, 4).equals(NOISE_WA_HEADER)) throw new Error("This is no client of WhatsApp Web.");
        buffered = buffered.subarray(4);
        awaited = "hello";
      }
      const frames: Uint8Array[] = [];
      while (awaited !== "header" && buffered.byteLength >= 3) {
        const size = buffered.readUIntBE(0, 3);
        if (buffered.byteLength < size + 3) break;
        const frame = take(Buffer.from(buffered.subarray(3, size + 3)));
        buffered = buffered.subarray(size + 3);
        if (frame !== undefined) frames.push(frame);
      }
      return frames;
    },
    seal: (plain) => framed(aesEncryptGCM(plain, keys[1], ivOf(written++), empty)),
  };
}
