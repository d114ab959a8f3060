import type { Config } from "@moltbot/config";
import { type Clock, isMoltbotError, type RateVerdict } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import type { FlowDeps } from "../flow/deps.ts";
import { mayControl } from "../flow/handle.ts";
import type { Policy } from "../policy/policy.ts";
import type { Stores } from "../stores/stores.ts";
import { explainMessage, messageOf } from "./explain-message.ts";
import type { Explainer } from "./explanation.ts";
import { countedIn, decisionIn, noticesIn, type Rooms, type Scene } from "./verdict.ts";

/** What {@link createExplainer} looks at. */
export interface ExplainerParts {
  readonly config: () => Config;
  readonly policy: () => Policy;
  readonly stores: Pick<Stores, "pairing" | "limiter">;
  readonly pairing: Pick<Pairing, "mayAnswer">;
  /** What the adapter of an account says its platform verifies; nothing where none is connected. */
  readonly vouches: FlowDeps["vouches"];
  readonly clock: Clock;
}

/** Makes one: it gathers the facts for {@link explainMessage}. */
export function createExplainer(o: ExplainerParts): Explainer {
  return async (question) => {
    const { who } = question;
    const [standing, user] = await Promise.all([o.stores.pairing.standing(who), o.stores.pairing.user(who)]);
    const now = o.clock.now();
    const policy = o.policy();
    const message = messageOf(question, user?.profile ?? {}, now);
    const scene: Scene = { policy, who, message, standing, vouches: o.vouches, now };
    const decision = decisionIn(scene);
    return explainMessage(question, {
      config: o.config(),
      scene,
      known: user !== undefined,
      mayControl: question.group === undefined && (await mayControl(o, who, decision)),
      rooms: await roomsOf(o, scene, decision),
    });
  };
}

async function roomsOf(o: ExplainerParts, scene: Scene, decision: ReturnType<typeof decisionIn>): Promise<Rooms> {
  const rooms = new Map<string, RateVerdict>();
  for (const { key, limit } of [...countedIn(scene, decision), ...noticesIn(scene)]) {
    const room = await o.stores.limiter.peek(key, limit, scene.now).catch(outOfReach);
    if (room !== undefined) rooms.set(key, room);
  }
  return rooms;
}

function outOfReach(thrown: unknown): undefined {
  if (!isMoltbotError(thrown)) throw thrown;
}
