export { createPrivacy, type PrivacyOptions } from "./privacy/create-privacy.ts";
export { type Erasure, type ErasureMode, sum, type Tally, total } from "./privacy/erasure.ts";
export { exportFormat, type SectionDigest } from "./privacy/export.ts";
export { createMemoryJournal } from "./privacy/memory.ts";
export type { EraseOutcome, EraseWish, ErasurePreview, PersonWish, Privacy } from "./privacy/privacy.ts";
export type { ErasureJournal, ErasureWish, ExportRow, PersonalPlace } from "./privacy/store.ts";
export { type KnownAs, type Subject, sessionKeysOf, subjectOf } from "./privacy/subject.ts";
