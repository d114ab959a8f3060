interface IdForm {
  readonly form: RegExp;
  readonly example: string;
}

const numbers: IdForm = { form: /^(?:\+[1-9]\d{6,14}|\d{1,20}@lid)$/, example: "+84987654321" };
const digits: IdForm = { form: /^\d{1,20}$/, example: "123456789" };

// What ids look like where that is known. Used for advice only: a match never asks.
const forms: ReadonlyMap<string, IdForm> = new Map([
  // Negative ids are channels and groups that write as themselves.
  ["telegram", { form: /^-?\d{1,20}$/, example: "123456789" }],
  ["discord", digits],
  ["slack", { form: /^[UWB][A-Z\d]+$/, example: "U0ABC1234" }],
  ["matrix", { form: /^@[^:\s]+:\S+$/, example: "@alice:example.org" }],
  ["googlechat", { form: /^users\/[^/\s]+$/, example: "users/123456789" }],
  ["feishu", { form: /^o[nu]_\S+$/, example: "ou_1a2b3c" }],
  ["whatsapp", numbers],
]);

/** Whether ids of this channel look like `id`; `undefined` where their form is not known. */
export function looksLikeId(id: string, channel: string): boolean | undefined {
  return forms.get(channel)?.form.test(id);
}

/** An id of this channel, for messages. */
export function exampleId(channel: string): string | undefined {
  return forms.get(channel)?.example;
}
