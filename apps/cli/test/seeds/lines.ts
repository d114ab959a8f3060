/** What a line of a seed must print. */
export interface Expected {
  /** As the seed prints it. */
  readonly line: string;
  /** 0 unless told. */
  readonly code?: number;
  readonly stdout?: RegExp;
  /** Must not be in what it prints. */
  readonly not?: RegExp;
  /** What somebody at the terminal answers. */
  readonly answers?: readonly string[];
  /** Commands that go before, so that it has something to show. */
  readonly after?: readonly (readonly string[])[];
}

const cam = "\\+84987654321";

/** Every command line of "Pairing & Trust Model", in its order. */
export const pairingLines: readonly Expected[] = [
  // 4. Monitor Paired Users
  {
    line: "moltbot users list --paired",
    stdout: new RegExp(`^WHO .*\\nwhatsapp:${cam} +\\S+ +paired`),
    not: /telegram:1001/,
  },
  {
    line: 'moltbot audit --user "+84987654321" --since "1 week"',
    stdout: new RegExp(`pairing\\.forced .*whatsapp:${cam}`),
  },
  {
    line: 'moltbot users unpair "+84987654321"',
    stdout: new RegExp(`^Unpaired whatsapp:${cam}\\. They may ask again with /pair\\.`),
  },
  // 5. Block Malicious Users
  {
    line: 'moltbot users block "+84999999999"',
    stdout: /^Blocked whatsapp:\+84999999999: the bot is silent to them now\./,
  },
  { line: 'moltbot users unblock "+84999999999"', stdout: /^Unblocked whatsapp:\+84999999999\./ },
  {
    line: "moltbot users list --blocked",
    after: [["users", "block", "+84999999999"]],
    stdout: /whatsapp:\+84999999999 +Mallory +blocked/,
    not: /84987654321/,
  },
  // Troubleshooting: User Can't Pair
  { line: "moltbot config get channels.whatsapp.dmPolicy", stdout: /^pairing\n$/ },
  { line: "moltbot users list --blocked | grep +84987654321", code: 1, stdout: /^$/ },
  { line: "moltbot logs --filter pairing", stdout: /audit pairing\.requested .*telegram:1001/ },
  // Pairing Stuck
  { line: "moltbot pairing pending", stdout: /telegram:1001/ },
  { line: "moltbot pairing approve +84987654321", stdout: new RegExp(`whatsapp:${cam}`) },
  // Paired But Can't Chat
  {
    line: "moltbot sessions show whatsapp:+84987654321",
    stdout: new RegExp(`^session +whatsapp:${cam}\\nstate +paired\\n(.*\\n)*agent +main`),
  },
  {
    line: "moltbot users show +84987654321 --verbose",
    stdout: /trust +paired\n(.*\n)*agent +main \(no model\): no binding fits/,
  },
  { line: "moltbot users unpair +84987654321", stdout: /^Unpaired whatsapp:/ },
  // Compliance & Privacy
  {
    line: "moltbot users export +84987654321 --format json",
    stdout: /^\{[\s\S]*"people":\[?[\s\S]*\+84987654321[\s\S]*\}\n$/,
  },
  {
    line: "moltbot users delete +84987654321 --purge",
    answers: ["yes"],
    stdout: new RegExp(`^Purged whatsapp:${cam}:`),
  },
  {
    line: "moltbot users anonymize +84987654321",
    after: [["pairing", "approve", "whatsapp:+84987654321"]],
    answers: ["yes"],
    stdout: new RegExp(`^Anonymised whatsapp:${cam}:`),
  },
  // Audit Trail
  { line: 'moltbot audit --event pairing --since "30 days"', stdout: /pairing\.requested/, not: /user\.blocked/ },
  { line: "moltbot audit export --format csv --output audit.csv", stdout: /^$/ },
];

/** Every command line of "安全模型", in its order. */
export const securityLines: readonly Expected[] = [
  // Doctor 命令: risky DM policies, channels that are not set up, problems of the config, and what is fine
  { line: "moltbot doctor", code: 1, stdout: /^! Everybody may write direct messages {2}open-dm$/m },
  { line: "moltbot doctor", code: 1, stdout: /channels\.telegram\.botToken[\s\S]*^✓ /m },
];
