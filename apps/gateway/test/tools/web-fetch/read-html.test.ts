import { expect, test } from "vitest";
import { readHtml } from "../../../src/tools/web-fetch/read-html.ts";

test("[R11.1] a page becomes its title, its text and a count of its links", () => {
  const html = `<!doctype html><html><head><title> A &amp; B
    </title><meta name=x><style>p { color: red }</style></head><body>
    <h1>Hello</h1><p>One   <b>two</b>
    three&nbsp;&eacute;&#x1f600;</p><ul><li> first<li><a href="/x">second</a></ul><a name="y">no link</a>
    <table><tr><td>1</td><td>2</td></tr></table><pre>a
  b</pre><br>end</body></html>`;
  expect(readHtml(html)).toEqual({
    title: "A & B",
    text: "Hello\nOne two three é😀\n- first\n- second\nno link\n1 2\na\n  b\n\nend",
    links: 1,
    cut: false,
  });
});

test.each([
  ["a script", "<script>alert('<p>hi</p>')</script>"],
  ["a script that is never closed", "kept<script>alert(1)"],
  ["an end tag within a string", '<script>var a = "</scr" + "ipt>"</script>'],
  ["style", "<style>body::after { content: 'x' }</style>"],
  ["a comment", "<!-- secret -->"],
  ["a template, nested", "<template><template>a</template>b</template>"],
  ["noscript", "<noscript>turn it on</noscript>"],
  ["vector graphics", "<svg><title>pic</title><text>x</text></svg>"],
  ["an attribute that holds a tag", '<img alt="<p>no</p>" onerror="alert(1)">'],
])("[R11.1] nothing of %s is text", (_, html) => {
  expect(readHtml(html).text).toBe(html.startsWith("kept") ? "kept" : "");
});

test("[R11.1] a page that is cut in the middle, or badly nested, keeps what it has", () => {
  expect(readHtml("<p>one</p></div></head></p><p>two <a hr").text).toBe("one\ntwo");
  expect(readHtml("<p>caf&eac").text).toBe("caf&eac");
  expect(readHtml("")).toEqual({ title: "", text: "", links: 0, cut: false });
});

test.each([
  ["tags", "<b>", { text: "", cut: true }],
  ["tags in words", "<b>a</i>", { cut: true }],
  ["beginnings of tags", "<p", { text: "", cut: false }],
  ["ampersands", "&", { cut: false }],
  ["white space", "\n ", { text: "", cut: false }],
  ["exact white space", " ", { text: "x", cut: false }, "<pre>x"],
  ["comments", "<!--", { text: "", cut: false }],
  ["titles", "<title></titl", { text: "", cut: false }],
])("[R11.1] a megabyte of %s is read in one go", (_, piece, wanted, before = "") => {
  expect(readHtml(before + piece.repeat(1_000_000 / piece.length))).toMatchObject(wanted);
});
