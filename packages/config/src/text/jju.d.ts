declare module "jju" {
  const jju: {
    /** Cuts a text into pieces; the `raw` of all of them joined is the text again. */
    tokenize(
      text: string,
      options?: { mode?: "json5" },
    ): {
      readonly raw: string;
      readonly type: "whitespace" | "comment" | "key" | "literal" | "separator" | "newline";
      readonly stack: readonly (string | number)[];
      readonly value?: unknown;
    }[];
  };
  export = jju;
}
