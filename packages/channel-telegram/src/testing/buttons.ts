interface WireButton {
  readonly text?: string;
  readonly callback_data?: string;
}

/** The buttons of a keyboard as it came over the wire. */
export function buttonsOf(keyboard: unknown): readonly (readonly { text: string; data?: string }[])[] {
  const rows = (keyboard as { inline_keyboard?: WireButton[][] } | undefined)?.inline_keyboard ?? [];
  return rows.map((row) =>
    row.map((button) => ({
      text: button.text ?? "",
      ...(button.callback_data === undefined ? {} : { data: button.callback_data }),
    })),
  );
}
