import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Client } from "./client.ts";
import type { Device } from "./device.ts";
import { bundleOf, type Candidate, codePairing, isSigned, type LinkedDevice, pairSuccess } from "./linking.ts";

/** The bot's phone links devices. */
export interface PhoneLinking {
  /** Whether a stanza was awaited. */
  takes(client: Client, node: BinaryNode): boolean;
  scan(qr: string): Promise<void>;
  enterCode(code: string): Promise<void>;
}

/** What linking works with. */
export interface PhoneLinkingParts {
  readonly phone: Device;
  readonly bot: { readonly phone: string; readonly lid: string };
  readonly candidates: ReadonlyMap<Client, Candidate>;
  readonly link: (device: LinkedDevice) => void;
}

interface Awaited {
  readonly matches: (node: BinaryNode) => boolean;
  readonly resolve: (node: BinaryNode) => void;
}

function isCodeStage(node: BinaryNode, stage: string): boolean {
  const [first] = Array.isArray(node.content) ? node.content : [];
  return first?.tag === "link_code_companion_reg" && first.attrs["stage"] === stage;
}

/** Signs a candidate in by what it shows. */
export function createPhoneLinking({ phone, bot, candidates, link }: PhoneLinkingParts): PhoneLinking {
  const hellos = new Map<Client, BinaryNode>();
  let awaited: Awaited[] = [];
  const nextNode = (matches: Awaited["matches"]): Promise<BinaryNode> =>
    new Promise((resolve) => void awaited.push({ matches, resolve }));
  const jid = `${bot.phone}:12@s.whatsapp.net`;

  const success = async (candidate: Candidate, secret: Buffer): Promise<void> => {
    const { client } = candidate;
    const bundle = bundleOf(candidate);
    const signed = nextNode((node) => node.tag === "iq" && node.attrs["id"] === "pair-success");
    client.send(pairSuccess(phone, bundle, { secret, jid, lid: `${bot.lid}:12@lid` }));
    if (!isSigned(await signed, bundle, phone)) throw new Error("The device did not sign its link.");
    link({ noiseKey: client.hello?.noiseKey ?? Buffer.alloc(0), jid, bundle });
    // WhatsApp asks a new device to connect once more, now as itself.
    client.send({ tag: "stream:error", attrs: { code: "515" } });
    client.close();
  };
  return {
    takes(client, node) {
      if (isCodeStage(node, "companion_hello")) hellos.set(client, node);
      const wanted = awaited.filter(({ matches }) => matches(node));
      awaited = awaited.filter((one) => !wanted.includes(one));
      for (const { resolve } of wanted) resolve(node);
      return wanted.length > 0;
    },
    async scan(qr) {
      const [ref = "", , , secret = ""] = (qr.split("#")[1] ?? "").split(",");
      const candidate = [...candidates.values()].find((one) => one.refs.includes(ref));
      if (candidate === undefined) throw new Error("Nobody shows this code.");
      await success(candidate, Buffer.from(secret, "base64"));
    },
    async enterCode(code) {
      if (hellos.size === 0) await nextNode((node) => isCodeStage(node, "companion_hello"));
      const [client, hello] = [...hellos].at(-1) ?? [];
      const candidate = client === undefined ? undefined : candidates.get(client);
      if (hello === undefined || candidate === undefined) throw new Error("Nobody shows a code.");
      const pairing = await codePairing(phone, hello, code.replace("-", ""));
      const finished = nextNode((node) => isCodeStage(node, "companion_finish"));
      candidate.client.send(pairing.notification);
      const finish = await finished;
      const secret = pairing.secretOf(finish);
      candidate.client.send(pairing.answer(finish));
      await success(candidate, secret);
    },
  };
}
