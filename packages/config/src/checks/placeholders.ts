const samples =
  /^(change[-_ ]?me|secret|password|token|undefined|null|none|test|example|sample|todo|xxx+|your[-_ ].*|<.*>|\.\.\.|…|123456.{0,4}|(.)\2+|(change[-_ ]?me[-_ ]?)+\d*|my[-_ ]?(secret|token|password).*|replace[-_ ]?(me|this).*)$/i;

/** Whether a secret is one of those that stand in examples, or what a failed lookup leaves behind. */
export function isPlaceholder(secret: string): boolean {
  return samples.test(secret.trim());
}
