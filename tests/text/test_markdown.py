"""Light Markdown in, and out only where it says all of a document."""

import pytest

from bidapp.text.content import TextRefused, digest
from bidapp.text.html import from_html, to_html
from bidapp.text.markdown import from_markdown, to_markdown
from bidapp.text.plain import plain_text


def read(source):
    return to_html(from_markdown(source).document)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# a\n\nb\nc", "<h1>a</h1><p>b c</p>"),
        ("**a** *b* ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
        ("- a\n  1. b\n- c", "<ul><li><p>a</p><ol><li>b</li></ol></li><li>c</li></ul>"),
        ("[a](https://x.org)", '<p><a href="https://x.org">a</a></p>'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("<b>a</b> R&D", "<p>&lt;b&gt;a&lt;/b&gt; R&amp;D</p>"),
        ("[Note]: important", "<p>[Note]: important</p>"),
        ("a\\\nb  \nc", "<p>a<br>b<br>c</p>"),
        ("```\na\n  b\n```", "<p>a<br>b</p>"),
    ],
)
def test_markdown_is_read_by_its_standard(source, html):
    assert read(source) == html


PLAIN = [
    "<h2>1. Vision</h2><p>R&amp;D, re-offending and snake_case: [1] (Smith et al., 2021)</p>",
    "<p><strong>a</strong> and <em>b</em>, <a href='https://x.org/?a=1&amp;b=2'>c <s>d</s></a></p>",
    "<p># a</p><p>- b</p><p>3. c</p><p>&gt; d</p><p>=</p><p>---</p><p>*e* `f` \\ ~~g~~</p>",
    "<ul><li>a<ol start=4><li>b<li>c</ol><li>d</ul><p>e<br>- f</p>",
    "<blockquote><p>a</p><p>b</p></blockquote>",
    "<table><tr><th>a|b<th>c<tr><td>d<td></table>",
    f"<img src='/files/{'ab' * 32}' alt='A [map]'>",
    "",
]


@pytest.mark.parametrize("html", PLAIN)
def test_what_markdown_can_say_comes_back_the_same(html):
    document = from_html(html).document
    source = to_markdown(document)
    assert source is not None
    assert digest(from_markdown(source).document) == digest(document)


@pytest.mark.parametrize(
    "html",
    [
        "<p>x<sup>2</sup></p>",
        "<p><u>a</u></p>",
        "<p>a<span class=footnote>b</span></p>",
        "<table><tr><td>a</table>",
        "<table><tr><th colspan=2>a<tr><td>b<td>c</table>",
        "<p>a</p><p></p><p>b</p>",
        "<ul><li>a</ul><ul><li>b</ul>",
        "<p>wo<strong>(rd)</strong>s</p>",
        "<p>a&nbsp;</p>",
    ],
)
def test_what_markdown_cannot_say_is_not_written(html):
    assert to_markdown(from_html(html).document) is None


@pytest.mark.parametrize(
    "source",
    [
        ">" * 2_000 + "word",
        "- " * 2_000 + "word",
        "1. " * 300 + "word",
        "> - " * 300 + "word",
        "".join("  " * n + "- a\n" for n in range(300)) + "  " * 300 + "word",
        "".join("\t" * n + "- a\n" for n in range(140)) + "\t" * 140 + "word",
        "[" * 50_000 + "word",
    ],
)
def test_hostile_markdown_keeps_its_words(source):
    assert "word" in plain_text(from_markdown(source).document)


def test_too_much_markdown_is_refused_in_a_sentence():
    with pytest.raises(TextRefused, match="more than the 4,000,000 characters"):
        from_markdown("a" * 4_000_001)
