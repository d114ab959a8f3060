import { describe, expect, test } from "vitest";
import { targetOf } from "../../../src/tools/web-fetch/target.ts";

const rules = { ports: [80, 443], maxUrl: 100 };

describe("odd spellings of a host are what they mean", () => {
  test.each([
    ["http://0177.0.0.1/", "127.0.0.1"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["http://0x7f000001/", "127.0.0.1"],
    ["http://017700000001/", "127.0.0.1"],
    ["http://2130706433/", "127.0.0.1"],
    ["http://127.1/", "127.0.0.1"],
    ["http://127.0.0.1./", "127.0.0.1"],
    ["http://0/", "0.0.0.0"],
    ["http://%31%30.0.0.1/", "10.0.0.1"],
    ["http://１０.0.0.1/", "10.0.0.1"],
    ["http://10。0｡0．1/", "10.0.0.1"],
    ["http://①⓪.0.0.1/", "10.0.0.1"],
    ["http:\\\\10.0.0.1\\x", "10.0.0.1"],
    ["ht\ntp://10.0.\t0.1/", "10.0.0.1"],
    ["http:///10.0.0.1/", "10.0.0.1"],
    ["http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1"],
    ["http://[0:0::1]/", "::1"],
    ["http://ⓛocalhost/", "localhost"],
    ["http://LOCALHOST./", "localhost"],
    ["http://127.0.0.1.evil.example/", "127.0.0.1.evil.example"],
    ["http://exаmple.org/", "xn--exmple-4nf.org"],
    ["http://bücher.example/", "xn--bcher-kva.example"],
    ["http://exam\u00adple.org/", "example.org"],
  ])("[R11.1] %s", (text, host) => {
    expect(targetOf(text, rules).host).toBe(host);
  });
});

describe("what is refused before anybody is asked", () => {
  test.each([
    ["ftp://example.org/", "ftp: is not fetched"],
    ["file:///etc/passwd", "file: is not fetched"],
    ["data:text/plain,hi", "data: is not fetched"],
    ["javascript:alert(1)", "javascript: is not fetched"],
    ["gopher://example.org/", "gopher: is not fetched"],
    ["http://user@example.org/", "user name or a password"],
    ["http://user:secret@example.org/", "user name or a password"],
    ["http://example.org:secret@10.0.0.1/", "user name or a password"],
    ["http://example.org:22/", "port 22 of example.org is not one of 80, 443"],
    ["https://example.org:8443/", "port 8443"],
    ["http://example.org:0/", "port 0"],
    ["http://example.org:99999/", "is not a URL"],
    ["http://256.1.1.1/", "is not a URL"],
    ["http://[fe80::1%25eth0]/", "is not a URL"],
    ["http://exa mple.org/", "is not a URL"],
    ["http://example.org..", "names no host"],
    ["http://./", "names no host"],
    ["example.org", "is not a URL"],
    ["", "is not a URL"],
    [`http://example.org/${"x".repeat(100)}`, "longer than 100 characters"],
    [`http://example.org/${"é".repeat(40)}`, "longer than 100 characters"],
  ])("[R11.1] %s", (text, because) => {
    expect(() => targetOf(text, rules)).toThrow(because);
  });
});

test("[R11.1] a secret in a URL is not repeated", () => {
  expect(() => targetOf("http://user:hunter2@example.org/", rules)).toThrow(/^(?!.*hunter2)/);
});

test("[R11.1] a URL is told apart from what it is relative to, and loses its fragment", () => {
  const base = new URL("https://example.org/a/b");
  expect(targetOf("../c?d#e", rules, base).url.href).toBe("https://example.org/c?d");
  expect(targetOf("//other.example", rules, base)).toMatchObject({ host: "other.example", port: 443 });
});
