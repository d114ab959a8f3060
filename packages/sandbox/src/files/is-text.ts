/** Whether bytes are UTF-8; others would not survive being written as text. */
export function isText(bytes: Buffer, text: string): boolean {
  return Buffer.from(text).equals(bytes);
}
