/** Where an account stands that somebody has to link by hand. */
export type LoginState =
  /** `as` says which account of the platform speaks, in words for people. */
  | { readonly status: "linked"; readonly as: string }
  | { readonly status: "unlinked"; readonly because: string }
  /** Under way; `qr` or `code` is what to show. A secret: whoever has it can link a device of theirs. */
  | { readonly status: "waiting"; readonly qr?: string; readonly code?: string; readonly expiresAt: number };

/** Linking an account by a QR code or a pairing code. */
export interface ChannelLogin {
  state(): LoginState;
  /**
   * Starts linking, unless it is under way or done; resolves as soon as there is something to show.
   * @throws MoltbotError `unavailable` when the platform cannot be reached or the channel is not running
   */
  begin(): Promise<LoginState>;
}
