/** One change of a record; without `value` the record goes. */
export interface KeyChange {
  readonly kind: string;
  readonly id: string;
  readonly value?: Uint8Array;
}

/**
 * What a channel account has to remember between runs: the keys of its session with the platform, and what it received
 * but has not delivered. Adapters seal what they hand over, so whoever keeps it can neither read nor forge it.
 * `account` names channel and account: `whatsapp:default`.
 */
export interface ChannelKeys {
  /**
   * Makes `owner` the only one who may write for `account`, until it releases it or its process dies.
   * False while another owner's process lives.
   */
  claim(account: string, owner: string): Promise<boolean>;
  /** Gives up a claim; nothing when it is not `owner`'s. */
  release(account: string, owner: string): Promise<void>;
  /** The records of `ids` that exist. */
  read(account: string, kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Every record of `kind`, by id. */
  list(account: string, kind: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * All changes or none; of several to one record the last counts.
   * @throws MoltbotError `conflict` when the claim is not `owner`'s: nothing was changed then
   */
  write(account: string, owner: string, changes: readonly KeyChange[]): Promise<void>;
  /**
   * Removes every record of the account.
   * @throws MoltbotError `conflict` when the claim is not `owner`'s
   */
  clear(account: string, owner: string): Promise<void>;
}
