import { objects, text, wholeNumber } from "../read.ts";
import { DiscordRefusal } from "./refusal.ts";

/** The buttons of a message as they came over the wire. */
export function buttonsOf(components: unknown): readonly (readonly { label: string; customId: string }[])[] {
  return objects(components).map((row) =>
    objects(row["components"]).map((button) => ({
      label: text(button["label"]) ?? "",
      customId: text(button["custom_id"]) ?? "",
    })),
  );
}

function invalid(): DiscordRefusal {
  return new DiscordRefusal(400, 50035, "Invalid Form Body");
}

/** @throws DiscordRefusal for buttons that Discord would not take */
export function checkButtons(components: unknown): void {
  const rows = objects(components);
  const buttons = rows.flatMap((row) => objects(row["components"]));
  const ids = buttons.map((button) => text(button["custom_id"]) ?? "");
  const sizes = rows.map((row) => objects(row["components"]).length);
  if (rows.length > 5 || sizes.some((size) => size < 1 || size > 5) || new Set(ids).size < ids.length) throw invalid();
  for (const button of buttons) {
    const label = text(button["label"]) ?? "";
    const id = text(button["custom_id"]) ?? "";
    const style = wholeNumber(button["style"]) ?? 0;
    if (label.trim() === "" || label.length > 80 || id === "" || id.length > 100 || style < 1 || style > 4)
      throw invalid();
  }
}
