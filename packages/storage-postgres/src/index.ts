export type { Secrets } from "./small.ts";
export {
  openPglite,
  openPostgres,
  type PgliteOptions,
  type PostgresOptions,
  type PostgresStorage,
  type StorageOptions,
} from "./storage.ts";
