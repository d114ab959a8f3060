/** What went wrong in a gateway of this kind before, and the tests that show that it cannot here. */
interface Threat {
  readonly id: string;
  readonly threat: string;
  /** Titles of tests or of groups of tests, by file. */
  readonly shownBy: Readonly<Record<string, readonly string[]>>;
}

const http = "apps/gateway/test/http";
const ws = "apps/gateway/test/ws/ws.test.ts";
const a4 = "apps/gateway/test/ws/threats-a4.test.ts";
const a5 = `${http}/threats-a5.test.ts`;
const devices = "packages/device-pairing/test/devices.test.ts";
const rights = "packages/device-pairing/test/rights.test.ts";
const cli = "apps/cli/test/commands/devices.test.ts";
const nonces = "packages/core/src/testing/nonces-contract.ts";

/** Every row of two groups: A4 devices, tokens and scopes; A5 gateway, browser and proxy. */
export const threats: readonly Threat[] = [
  {
    id: "A4.1",
    threat: "rotating mints what the caller does not have",
    shownBy: {
      [a4]: ["[R4.3] rotating mints nothing: not for another device, not wider, not in another role"],
      [devices]: ["rotating can narrow scopes and never widen them"],
    },
  },
  {
    id: "A4.2",
    threat: "approving is checked at one entrance and not at another",
    shownBy: {
      [rights]: ["who may [R4.3]"],
      [ws]: ["%s with %j lets in %j: %s", "operators answer devices by API as well"],
      [a4]: ["[R4.3] %s (telegram:%s) who answers in chat lets in %s: %s"],
      [cli]: ["R4.2: a machine asks, waits, is let in, and is out within a second of being revoked"],
      [`${http}/no-scripts.test.ts`]: ["the queue is answered: a command, a device, people"],
    },
  },
  {
    id: "A4.3",
    threat: "rotating into a role that nobody approved",
    shownBy: { [a4]: ["[R4.3] rotating mints nothing: not for another device, not wider, not in another role"] },
  },
  {
    id: "A4.4",
    threat: "scopes that a client declares are believed",
    shownBy: {
      [a4]: ["[R4.1] scopes are claims: the operator's token without a device, or with an unknown one, opens nothing"],
      "packages/device-pairing/test/devices.property.test.ts": ["whatever devices and people do [R4.3]"],
    },
  },
  {
    id: "A4.5",
    threat: "a revoked token comes back",
    shownBy: { [devices]: ["revoked is final: no rotation, no reconnect, only a new approval"] },
  },
  {
    id: "A4.6",
    threat: "no scopes become the usual scopes",
    shownBy: {
      [devices]: ["an empty wish stays empty"],
      [a4]: ["[R4.3] a device that pairs again with no scopes has none, on the socket and by its token"],
    },
  },
  {
    id: "A4.7",
    threat: "a request grows while it waits",
    shownBy: {
      [devices]: [
        "another wish takes the place of the first under another id, and the first can't be approved any more",
      ],
      [rights]: ["work once, for no more than they were made for, and a person still answers"],
    },
  },
  {
    id: "A4.8",
    threat: "who says to be local is let in",
    shownBy: { [a4]: ["[R4.1] nobody is local by what they say: headers and client names let no device in"] },
  },
  {
    id: "A4.9",
    threat: "a device changes after it was approved",
    shownBy: {
      [devices]: [
        "%s needs a new approval, and what was approved stays as it is",
        "proves nothing with another gateway, challenge, key, time or changed word",
      ],
      [a4]: ["[R4.3] a session keeps the scopes it began with, whatever the device is given later"],
    },
  },
  {
    id: "A4.10",
    threat: "open connections outlive the token that opened them",
    shownBy: {
      [ws]: [
        "is closed at another gateway on the same stores as well, without any hint",
        "a revoked device is not answered even before it is closed",
      ],
      [a4]: ["[R4.2] rotating closes the device's sockets at every gateway within a second, without any hint"],
      [`${http}/browsers.test.ts`]: ["are signed out at every replica, streams included, and for good"],
    },
  },
  {
    id: "A4.11",
    threat: "a device that may pair manages all devices",
    shownBy: { [rights]: ["a device without admin sees and manages itself only"] },
  },
  {
    id: "A4.12",
    threat: "an invitation holds a secret that lasts",
    shownBy: {
      [rights]: ["work once, for no more than they were made for, and a person still answers", "end with their time"],
      [cli]: ["R4.3: an invitation works once, for no more than it says"],
    },
  },
  {
    id: "A4.13",
    threat: "a signed request is sent a second time",
    shownBy: {
      [a4]: ["[R4.1] a signed connect request counts on the connection it was made for, and nowhere else"],
      [nonces]: ["a value passes once, on whichever process"],
    },
  },
  {
    id: "A5.1",
    threat: "an address makes the dashboard connect elsewhere",
    shownBy: {
      [`${http}/browser.test.ts`]: ["connects to nothing that its address names, and hands no secret on (threats A5)"],
    },
  },
  {
    id: "A5.2",
    threat: "an address that begins like ours is given our credentials",
    shownBy: {
      [`${http}/guards.test.ts`]: ["never throws and never takes a name that only starts or ends like ours"],
      "apps/cli/test/backend/api-client.test.ts": ["the operator's token goes to the gateway and follows no redirect"],
      "apps/gateway/test/tools/web-fetch/redirects.test.ts": [
        "[R11.1] nothing of one server is told to the next: no cookie, no referrer, no credentials",
      ],
    },
  },
  {
    id: "A5.3",
    threat: "a page elsewhere opens a socket here, or guesses from loopback",
    shownBy: {
      [ws]: ["%j is refused with %i", "a listed origin may come, another path may not"],
      [`${http}/bad-requests.test.ts`]: ["are limited per client, on loopback too, and the right one with them"],
    },
  },
  {
    id: "A5.4",
    threat: "a page elsewhere sends a form",
    shownBy: {
      [`${http}/guards.test.ts`]: ["is refused from another site, even with all credentials"],
      [a5]: ["no route takes a change as plain text, even with all credentials"],
    },
  },
  {
    id: "A5.5",
    threat: "a name that is rebound to our address",
    shownBy: { [`${http}/guards.test.ts`]: ["that is not ours is answered 421 on every path, before anything else"] },
  },
  {
    id: "A5.6",
    threat: "headers of proxies are believed from anybody",
    shownBy: {
      [`${http}/trusted-proxies.test.ts`]: ["who a request counts for"],
      [`${http}/routes.test.ts`]: ["%s %s refuses a caller without credentials"],
    },
  },
  {
    id: "A5.7",
    threat: "the limiter counts the wrong thing, or too late",
    shownBy: {
      [a5]: ["[R4.2] guessed device tokens are limited, in one bucket for both spellings of an address"],
      [`${http}/guards.test.ts`]: ["IPv4 alike in both spellings, IPv6 by its network"],
      [`${http}/penalties.test.ts`]: ["a limiter out of reach means limited"],
    },
  },
  {
    id: "A5.8",
    threat: "comparing a secret takes longer the closer it is, or throws",
    shownBy: {
      [`${http}/guards.test.ts`]: ["secrets are compared whole, whatever their length and letters"],
      [a5]: ["a header that is sent twice is no credential, and no failure"],
    },
  },
  {
    id: "A5.9",
    threat: "another spelling of a path goes around the check",
    shownBy: {
      [`${http}/routes.test.ts`]: ["however its path is spelled"],
      [`${http}/webhooks.test.ts`]: ["is found by its whole path only"],
    },
  },
  {
    id: "A5.10",
    threat: "a secret that was replaced still opens",
    shownBy: { [a5]: ["[R4.2] a token that was rotated opens nothing from the next request on"] },
  },
  {
    id: "A5.11",
    threat: "a header gives authority",
    shownBy: { [a5]: ["[R4.3] what a device may do comes from its token: no header adds to it, on any route"] },
  },
  {
    id: "A5.12",
    threat: "a route without a check, or a port for everybody",
    shownBy: {
      [`${http}/routes.test.ts`]: [
        "and one that does not cannot be registered",
        "and the public ones are these and no others",
        "%s %s refuses a caller without credentials",
        "and no path knows a method that nobody declared, whoever calls",
      ],
      "packages/sandbox/test/create-options.test.ts": [
        "[R8.4] a container is made like this, and nothing in a specification changes it",
      ],
    },
  },
  {
    id: "A5.13",
    threat: "who has proved nothing takes memory and time",
    shownBy: {
      [ws]: [
        "%s ends the connection",
        "silence ends after three seconds, and a client with ten wrong proofs waits a minute",
        "eleven silent sockets of one client are one too many",
      ],
      [`${http}/bad-requests.test.ts`]: ["is refused by its content type, its size or its query"],
      [`${http}/webhooks.test.ts`]: ["answers 10 MB without a secret at once and cuts the rest off"],
    },
  },
  {
    id: "A5.14",
    threat: "what people write runs as code",
    shownBy: {
      [`${http}/pages.test.ts`]: ["keeps hostile names, handles and messages inert"],
      [`${http}/headers.test.ts`]: ["every answer forbids inline code, foreign code, framing, sniffing and caching"],
    },
  },
  {
    id: "A5.15",
    threat: "paths and settings are told to whoever asks",
    shownBy: {
      [`${http}/health.test.ts`]: ["health routes say only ok or not"],
      [a5]: ["whoever has no credentials reads no path, no setting and no version, and a token in an address is none"],
    },
  },
  {
    id: "A5.16",
    threat: "weak, sample or shared secrets are accepted",
    shownBy: {
      [`${http}/bad-requests.test.ts`]: ["must be long to begin with"],
      "packages/config/test/checks.test.ts": [
        "the webhook secret %s is refused, and not shown",
        "shared tokens are refused",
      ],
      "packages/doctor/test/findings.test.ts": ["[R9.2] every mistake is found once, with what to do about it"],
    },
  },
  {
    id: "A5.17",
    threat: "events reach those who may not know of them",
    shownBy: {
      [a5]: ["[R4.3] a device that may only pair hears of no chat and of nobody"],
      [ws]: ["hears of changes that it may know of, and of no others"],
    },
  },
];
