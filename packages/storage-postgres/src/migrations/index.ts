import type { Migration } from "../migrate.ts";
import { base } from "./0001-base.ts";
import { audit } from "./0002-audit.ts";
import { approvals } from "./0003-approvals.ts";
import { people } from "./0004-people.ts";
import { messages } from "./0005-messages.ts";
import { inbox } from "./0006-inbox.ts";
import { outbox } from "./0007-outbox.ts";
import { commands } from "./0008-commands.ts";
import { choices } from "./0009-choices.ts";
import { pairingLife } from "./0010-pairing-life.ts";
import { identities } from "./0011-identities.ts";
import { auditParts } from "./0012-audit-parts.ts";
import { channelKeys } from "./0013-channel-keys.ts";
import { privacy } from "./0014-privacy.ts";
import { devices } from "./0015-devices.ts";
import { browsers } from "./0016-browsers.ts";
import { archive } from "./0017-archive.ts";
import { jobs } from "./0018-jobs.ts";
import { auditSpeed } from "./0019-audit-speed.ts";
import { queue } from "./0020-queue.ts";
import { auditBlocks } from "./0021-audit-blocks.ts";

/** Every step from an empty database to today's tables. Released ones never change: a change is a new step. */
export const migrations: readonly Migration[] = [
  base,
  audit,
  approvals,
  people,
  messages,
  inbox,
  outbox,
  commands,
  choices,
  pairingLife,
  identities,
  auditParts,
  channelKeys,
  privacy,
  devices,
  browsers,
  archive,
  jobs,
  auditSpeed,
  queue,
  auditBlocks,
];
